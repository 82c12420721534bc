package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One server process, which can be killed, stopped, cut off and started again on its port. For one
 * thread, but for {@link #close}.
 */
final class TestServer implements AutoCloseable {
  private static final long END_SECONDS = 10;

  private final int number;
  private final int port;
  private final List<String> command;
  private final ControlFile control;
  private final @Nullable MemoryCage cage;

  private volatile @Nullable Process process;
  private volatile boolean closed;
  private boolean wanted;
  private boolean cutOff;
  private int deaths;
  private long diedNanos;

  /**
   * Does not start it yet.
   *
   * @param number from 1 on, in its answers
   * @param cage its memory limit, or null
   */
  TestServer(int number, Path folder, String processors, @Nullable MemoryCage cage) {
    this.number = number;
    this.port = Shell.freePort();
    this.cage = cage;
    this.control = new ControlFile(folder.resolve("server-" + number + ".control"));
    List<String> program =
        List.of(
            Programs.SERVER.toString(),
            Integer.toString(port),
            Integer.toString(number),
            control.file().toString());
    List<String> pinned = Shell.pinned(processors, program);
    this.command = cage == null ? pinned : cage.around(pinned);
  }

  int number() {
    return number;
  }

  int port() {
    return port;
  }

  ControlFile control() {
    return control;
  }

  /** How often it ended though nobody wanted it to. */
  int deaths() {
    return deaths;
  }

  /** Returns when it listens. */
  void start() {
    if (closed) {
      throw new IllegalStateException("the run is being ended");
    }
    try {
      Process started = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
      process = started;
      wanted = true;
      byte[] line = started.getInputStream().readNBytes("listening\n".length());
      if (!new String(line, StandardCharsets.US_ASCII).equals("listening\n")) {
        throw new IllegalStateException("server " + number + " did not start: " + command);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start server " + number, e);
    }
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    wanted = false;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
    }
  }

  /** SIGTERM: it answers what it has and ends; does not wait. */
  void endGently() {
    wanted = false;
    signal("TERM");
  }

  /** Starts it again once it has ended, or after having ended it. */
  void restart() {
    kill();
    start();
  }

  void stop() {
    signal("STOP");
  }

  void resume() {
    signal("CONT");
  }

  void cutOff() {
    cutOff = true;
    PacketFilter.drop(port);
  }

  void reconnect() {
    if (cutOff) {
      PacketFilter.pass(port);
      cutOff = false;
    }
  }

  private void signal(String name) {
    Process running = process;
    if (running != null && running.isAlive()) {
      Shell.run(List.of("kill", "-" + name, Long.toString(running.pid())));
    }
  }

  boolean isAlive() {
    Process running = process;
    return running != null && running.isAlive();
  }

  /** What a service manager does: starts it again a while after it died by itself. */
  void supervise(long afterNanos) {
    if (!wanted || isAlive()) {
      return;
    }
    long now = System.nanoTime();
    if (diedNanos == 0) {
      deaths++;
      diedNanos = now;
    } else if (now - diedNanos > afterNanos) {
      diedNanos = 0;
      start();
    }
  }

  @Override
  public void close() {
    closed = true;
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      running.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
    }
    if (cage != null) {
      cage.close();
    }
  }
}
