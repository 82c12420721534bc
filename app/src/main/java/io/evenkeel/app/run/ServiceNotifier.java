package io.evenkeel.app.run;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is doing (sd_notify(3)); says nothing when not started by it. Any
 * thread.
 */
public final class ServiceNotifier {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceNotifier.class);

  private final @Nullable SystemdSocket socket;
  private final Optional<Duration> watchdog;

  private ServiceNotifier(@Nullable SystemdSocket socket, Optional<Duration> watchdog) {
    this.socket = socket;
    this.watchdog = watchdog;
  }

  /** From NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID of the environment. */
  public static ServiceNotifier of(Map<String, String> env) {
    String address = env.getOrDefault("NOTIFY_SOCKET", "");
    if (address.isEmpty()) {
      return new ServiceNotifier(null, Optional.empty());
    }
    return new ServiceNotifier(new SystemdSocket(address), watchdog(env));
  }

  public void ready(String status) {
    send("READY=1\nSTATUS=" + status);
  }

  /** Begins a reload; {@link #ready} ends it. systemd compares the time with its own clock. */
  public void reloading() {
    // CLOCK_MONOTONIC in microseconds, which is what nanoTime counts on Linux.
    send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
  }

  public void stopping(String status) {
    send("STOPPING=1\nSTATUS=" + status);
  }

  /** Another process is the service from now on; only the present one can say so. */
  public void mainProcess(long pid) {
    send("MAINPID=" + pid);
  }

  /** The sign of life of the control loop; without it systemd restarts the service. */
  public void alive() {
    send("WATCHDOG=1");
  }

  /** How often {@link #alive} is due: half of what systemd allows. Empty: no watchdog. */
  public Optional<Duration> alivePeriod() {
    return watchdog;
  }

  private synchronized void send(String message) {
    if (socket != null && !socket.send(message)) {
      LOG.atWarn()
          .setMessage("event=notify-failed")
          .addKeyValue("message", message.lines().findFirst().orElse(""))
          .log();
    }
  }

  private static Optional<Duration> watchdog(Map<String, String> env) {
    String pid = env.getOrDefault("WATCHDOG_PID", "");
    String micros = env.getOrDefault("WATCHDOG_USEC", "");
    boolean forUs = pid.isEmpty() || pid.equals(Long.toString(ProcessHandle.current().pid()));
    return forUs && micros.matches("[1-9][0-9]{0,17}")
        ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * 1000 / 2))
        : Optional.empty();
  }
}
