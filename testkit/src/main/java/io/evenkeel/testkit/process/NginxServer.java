package io.evenkeel.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** A real NGINX that serves the files of a folder on a loopback port. Thread-safe. */
public final class NginxServer implements AutoCloseable {
  /**
   * One process (no master), so that a signal to it is a signal to the server. All its temporary
   * folders are inside its prefix.
   */
  private static final String CONFIG =
      """
      daemon off;
      master_process off;
      pid nginx.pid;
      error_log stderr info;
      worker_rlimit_nofile 32768;
      events { worker_connections 16384; }
      http {
        access_log off;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        types { text/html html; text/css css; application/javascript js; }
        server {
          LISTEN
          root files;
          add_header x-server nginx-PORT always;
          location = /health { return 200 "ok\\n"; }
        }
      }
      """;

  private final Path prefix;
  private final int port;
  private volatile ChildProcess process;

  private NginxServer(Path prefix, int port) {
    this.prefix = prefix;
    this.port = port;
    this.process = launch();
  }

  /** Starts one below the folder, which the caller removes; returns when it listens. */
  public static NginxServer start(Path folder) {
    return start(folder, 1);
  }

  /** The same, listening on {@code addresses} addresses: see {@link #address(int)}. */
  public static NginxServer start(Path folder, int addresses) {
    int port = FreePorts.next();
    StringBuilder listen = new StringBuilder();
    for (int i = 0; i < addresses; i++) {
      listen.append("listen ").append(ip(i)).append(':').append(port).append(" backlog=4096; ");
    }
    try {
      Path prefix = Files.createDirectories(folder.resolve("nginx-" + port));
      Files.createDirectories(prefix.resolve("files"));
      Files.writeString(
          prefix.resolve("nginx.conf"),
          CONFIG.replace("PORT", Integer.toString(port)).replace("LISTEN", listen));
      return new NginxServer(prefix, port);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare NGINX in " + folder, e);
    }
  }

  private ChildProcess launch() {
    ChildProcess started =
        ChildProcess.start(List.of("nginx", "-p", prefix + "/", "-c", prefix + "/nginx.conf"));
    try {
      // The last line before the event loop, logged after the sockets listen.
      started.awaitLine(Pattern.compile("getrlimit"), Duration.ofSeconds(10));
      return started;
    } catch (AssertionError failed) {
      started.close();
      throw failed;
    }
  }

  public int port() {
    return port;
  }

  /** What the configuration's server entry says. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** The address number {@code i} of those it listens on; the first is {@link #address()}. */
  public String address(int i) {
    return ip(i) + ":" + port;
  }

  private static String ip(int i) {
    return "127.0." + i / 250 + "." + (i % 250 + 1);
  }

  /** Where the files are that it serves. */
  public Path files() {
    return prefix.resolve("files");
  }

  public ChildProcess process() {
    return process;
  }

  /** Starts it again on the same port after it was killed. */
  public void restart() {
    process.close();
    process = launch();
  }

  @Override
  public void close() {
    process.close();
  }
}
