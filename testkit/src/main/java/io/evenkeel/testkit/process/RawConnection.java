package io.evenkeel.testkit.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** A connection that a {@link RawServer} accepted, as its script sees it. For one thread. */
public final class RawConnection {
  private final Socket socket;
  private final InputStream in;
  private final CountDownLatch serverClosed;

  RawConnection(Socket socket, CountDownLatch serverClosed) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.serverClosed = serverClosed;
  }

  /** Reads a request head up to and with its empty line; empty when the client left before one. */
  public String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
    }
    return head.toString();
  }

  public byte[] readBytes(int count) throws IOException {
    return in.readNBytes(count);
  }

  /** Sends text as ISO 8859-1; line ends are sent as written. */
  public RawConnection send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** Sends one byte per interval. */
  public RawConnection drip(String text, Duration interval) throws IOException {
    for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
      socket.getOutputStream().write(b);
      LockSupport.parkNanos(interval.toNanos());
    }
    return this;
  }

  /** FIN: no more from us, but we still hold the connection. */
  public RawConnection finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Does nothing, with the connection open, until the server is closed. */
  public void hold() throws InterruptedException {
    serverClosed.await();
  }

  /** Waits until the other side closes, and returns how many bytes it still sent. */
  public long awaitEnd() throws IOException {
    return in.transferTo(OutputStream.nullOutputStream());
  }
}
