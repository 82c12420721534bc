package io.evenkeel.testkit.process;

import java.time.Duration;

/** Scripts for {@link RawServer}: the ways in which servers fail in the field. */
public final class Misbehaviour {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

  private Misbehaviour() {}

  /** Not one of them: answers every request on the connection with 200, for comparison. */
  public static RawServer.Script wellBehaved() {
    return connection -> {
      while (!connection.readHead().isEmpty()) {
        connection.send(OK);
      }
    };
  }

  /** Accepts and resets at once. */
  public static RawServer.Script resetOnAccept() {
    return RawConnection::reset;
  }

  /** Reads the request and resets. */
  public static RawServer.Script resetAfterRequest() {
    return connection -> {
      connection.readHead();
      connection.reset();
    };
  }

  /** Promises a body, sends the beginning of it, and resets. */
  public static RawServer.Script resetInBody() {
    return connection -> {
      connection.readHead();
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning").reset();
    };
  }

  /** Promises a body, sends the beginning of it, and closes properly. */
  public static RawServer.Script closeInBody() {
    return connection -> {
      connection.readHead();
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe beginning");
    };
  }

  /** Reads the request and says nothing, with the connection open. */
  public static RawServer.Script neverAnswer() {
    return connection -> {
      connection.readHead();
      connection.hold();
    };
  }

  /** Sends FIN after the request without an answer, and keeps its side of the connection. */
  public static RawServer.Script halfOpen() {
    return connection -> {
      connection.readHead();
      connection.finish().hold();
    };
  }

  /** Answers with something that is not HTTP. */
  public static RawServer.Script garbage() {
    return connection -> {
      connection.readHead();
      connection.send("SSH-2.0-OpenSSH_9.2\r\n\u0000\u0001\u0002");
    };
  }

  /** Sends the head one byte per interval. */
  public static RawServer.Script slowHead(Duration interval) {
    return connection -> {
      connection.readHead();
      connection.drip(OK, interval);
    };
  }

  /** Answers when it has the head, and never reads the body. */
  public static RawServer.Script earlyAnswer(int status) {
    return connection -> {
      connection.readHead();
      connection.send("HTTP/1.1 " + status + " Early\r\nContent-Length: 0\r\n\r\n").hold();
    };
  }

  /** Answers one request well and closes without having said so: the keep-alive race. */
  public static RawServer.Script closeAfterAnswer() {
    return connection -> {
      connection.readHead();
      connection.send(OK);
    };
  }
}
