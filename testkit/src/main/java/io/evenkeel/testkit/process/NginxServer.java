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
      events { worker_connections 4096; }
      http {
        access_log off;
        client_body_temp_path body;
        proxy_temp_path proxy;
        fastcgi_temp_path fastcgi;
        uwsgi_temp_path uwsgi;
        scgi_temp_path scgi;
        types { text/html html; text/css css; application/javascript js; }
        server {
          listen 127.0.0.1:PORT backlog=4096;
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
    int port = FreePorts.next();
    try {
      Path prefix = Files.createDirectories(folder.resolve("nginx-" + port));
      Files.createDirectories(prefix.resolve("files"));
      Files.writeString(
          prefix.resolve("nginx.conf"), CONFIG.replace("PORT", Integer.toString(port)));
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
