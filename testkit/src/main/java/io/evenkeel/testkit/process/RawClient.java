package io.evenkeel.testkit.process;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One loopback connection on which a test sends exactly the bytes it likes. Every read has a
 * deadline. For one thread.
 */
public final class RawClient implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket, InputStream in) {
    this.socket = socket;
    this.in = in;
  }

  /** Connects; a read that takes longer than the deadline fails with SocketTimeoutException. */
  public static RawClient connect(int port, Duration readDeadline) {
    return connect("127.0.0.1", port, readDeadline);
  }

  /** The same from an address of our own, such as 127.7.0.1. */
  public static RawClient connect(String from, int port, Duration readDeadline) {
    Socket socket = new Socket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(readDeadline.toMillis()));
      return new RawClient(socket, new BufferedInputStream(socket.getInputStream()));
    } catch (IOException e) {
      closeQuietly(socket);
      throw new UncheckedIOException("cannot connect to 127.0.0.1:" + port, e);
    }
  }

  /** Sends text as ISO 8859-1; line ends are sent as written. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends a GET with Host and nothing else, and reads the response. */
  public HttpReply get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n").read();
  }

  /** Reads one response; a 1xx is one. */
  public HttpReply read() throws IOException {
    return HttpReply.read(in, false);
  }

  /** Reads the response to a HEAD. */
  public HttpReply readBodiless() throws IOException {
    return HttpReply.read(in, true);
  }

  /**
   * Returns when the first byte of a response is there, without taking it.
   *
   * @throws EOFException when the connection ends instead
   */
  public void awaitFirstByte() throws IOException {
    in.mark(1);
    if (in.read() < 0) {
      throw new EOFException("connection closed before a response");
    }
    in.reset();
  }

  /** Everything up to the end of the connection. */
  public String readToEnd() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** Reads {@code count} bytes or up to the end. */
  public byte[] readBytes(int count) throws IOException {
    return in.readNBytes(count);
  }

  /** FIN: we have sent everything, and still read. */
  public RawClient finish() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** RST instead of FIN. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Whether the first byte of a response, or the end, comes within that time. */
  public boolean hasAnswerWithin(Duration time) throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout(Math.toIntExact(time.toMillis()));
    try {
      in.mark(1);
      int first = in.read();
      in.reset();
      return first >= 0;
    } catch (SocketTimeoutException nothingToRead) {
      return false;
    } finally {
      socket.setSoTimeout(before);
    }
  }

  /** The other side closed while nothing was asked: FIN or RST are there to be read. */
  public boolean isClosedByPeer() throws IOException {
    int before = socket.getSoTimeout();
    socket.setSoTimeout(1);
    try {
      in.mark(1);
      boolean ended = in.read() < 0;
      in.reset();
      return ended;
    } catch (SocketTimeoutException nothingToRead) {
      return false;
    } catch (SocketException reset) {
      return true;
    } finally {
      if (!socket.isClosed()) {
        socket.setSoTimeout(before);
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(socket);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      return; // nothing of the socket is left to be released
    }
  }
}
