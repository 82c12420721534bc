package io.evenkeel.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loopback ports that nobody listens on, for processes that cannot be asked to choose their own.
 * Thread-safe.
 *
 * <p>They come from below the ephemeral range (Linux: 32768 and up): a port that the kernel hands
 * out for port 0 may become the source port of any outgoing connection before the child binds it.
 */
public final class FreePorts {
  private static final int FIRST = 20_000;
  private static final int LAST = 32_000;

  /** Test runs of several modules at once start at different places. */
  private static final AtomicInteger NEXT = new AtomicInteger(new Random().nextInt(LAST - FIRST));

  private FreePorts() {}

  /** A port that was free a moment ago and that this process never hands out twice in a round. */
  public static int next() {
    for (int tries = 0; tries < LAST - FIRST; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), LAST - FIRST);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException _) {
        // Taken: the next one.
      }
    }
    throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
  }
}
