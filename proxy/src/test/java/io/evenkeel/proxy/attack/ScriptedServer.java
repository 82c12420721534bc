package io.evenkeel.proxy.attack;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.evenkeel.proxy.attack.StrictHttp.Message;
import io.evenkeel.proxy.attack.StrictHttp.Violation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that takes nothing but strict requests, remembers them all, and answers as told. */
final class ScriptedServer implements AutoCloseable {
  /**
   * The bytes that answer the request of this number; those that end with a NUL end the connection.
   */
  interface Script {
    String answer(int number, Message request);
  }

  static final String THEN_CLOSE = "\0";

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger numbers = new AtomicInteger();
  private final Script script;

  /** Complete requests, by number. */
  final Map<Integer, Message> requests = new ConcurrentHashMap<>();

  /** What no strict server would have taken. */
  final List<String> violations = new CopyOnWriteArrayList<>();

  ScriptedServer(Script script) throws IOException {
    this.script = script;
    socket = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  /** Answers each request with its number. */
  static ScriptedServer numbering() throws IOException {
    return new ScriptedServer((number, _) ->
        "HTTP/1.1 200 OK\r\nX-Number: " + number + "\r\nContent-Length: 2\r\n\r\nok");
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[16 * 1024];
    try (connection) {
      connection.setTcpNoDelay(true);
      for (int n; (n = connection.getInputStream().read(buffer)) >= 0; ) {
        text.append(new String(buffer, 0, n, ISO_8859_1));
        Optional<Message> next = StrictHttp.request(text.toString(), 0);
        while (next.isPresent()) {
          text.delete(0, next.get().end());
          int number = numbers.incrementAndGet();
          requests.put(number, next.get());
          String answer = script.answer(number, next.get());
          boolean last = answer.endsWith(THEN_CLOSE);
          connection
              .getOutputStream()
              .write(
                  (last ? answer.substring(0, answer.length() - 1) : answer).getBytes(ISO_8859_1));
          if (last) {
            return;
          }
          next = StrictHttp.request(text.toString(), 0);
        }
      }
    } catch (Violation e) {
      violations.add(e.getMessage() + " in: " + text);
    } catch (IOException gone) {
      return; // the proxy leaves when its client does
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
