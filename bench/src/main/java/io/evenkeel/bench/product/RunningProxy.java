package io.evenkeel.bench.product;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A proxy process that answers. For one thread. */
public final class RunningProxy implements AutoCloseable {
  private static final long START_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** Short against the fastest start (about 10 ms), long enough not to disturb it. */
  private static final long POLL_NANOS = 500_000;

  private final Proxy proxy;
  private final Site site;
  private final Process process;
  private final double startMillis;

  private RunningProxy(Proxy proxy, Site site, String processors) throws IOException {
    this.proxy = proxy;
    this.site = site;
    Files.createDirectories(site.folder());
    Files.writeString(site.configFile(), proxy.config(site));
    long started = System.nanoTime();
    this.process =
        new ProcessBuilder(Shell.pinned(processors, proxy.command(site)))
            .redirectOutput(Redirect.appendTo(site.folder().resolve("output.log").toFile()))
            .redirectError(Redirect.appendTo(site.folder().resolve("error-output.log").toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    awaitAnswer(started);
    this.startMillis = (System.nanoTime() - started) / 1e6;
  }

  /** Starts it on those processors and returns when a request through it is answered with 200. */
  public static RunningProxy start(Proxy proxy, Site site, String processors) {
    try {
      return new RunningProxy(proxy, site, processors);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + proxy.name() + " in " + site.folder(), e);
    }
  }

  private void awaitAnswer(long started) {
    while (!answers()) {
      if (!process.isAlive() || System.nanoTime() - started > START_TIMEOUT_NANOS) {
        close();
        throw new IllegalStateException(
            proxy.name() + " does not answer; see " + site.folder() + "/*.log");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private boolean answers() {
    try {
      HttpURLConnection request =
          (HttpURLConnection) URI.create(url() + "b/1").toURL().openConnection();
      request.setRequestProperty("Connection", "close");
      request.setReadTimeout(5_000);
      return request.getResponseCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  public Proxy proxy() {
    return proxy;
  }

  public int port() {
    return site.port();
  }

  public String url() {
    return "http://127.0.0.1:" + site.port() + "/";
  }

  /** From the start of the process to its first answer. */
  public double startMillis() {
    return startMillis;
  }

  public CpuTime cpuTime() {
    return CpuTime.of(processes());
  }

  private List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** Resident memory in bytes; pages shared between its processes count once (PSS). */
  public double residentBytes() {
    double kilobytes = 0;
    for (ProcessHandle part : processes()) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/" + part.pid() + "/smaps_rollup"))) {
        String line = lines.filter(l -> l.startsWith("Pss:")).findFirst().orElseThrow();
        kilobytes += Double.parseDouble(line.replaceAll("\\D", ""));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the memory of " + proxy.name(), e);
      }
    }
    return kilobytes * 1024;
  }

  /**
   * Empties its logs, which a full run would fill with gigabytes. All are open for appending, so
   * the next line is the first again.
   */
  public void emptyLogs() {
    try (Stream<Path> files = Files.list(site.folder())) {
      for (Path log : files.filter(f -> f.toString().matches(".*[.](log|jsonl)")).toList()) {
        Files.newByteChannel(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
            .close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty the logs in " + site.folder(), e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> parts = processes();
    parts.forEach(ProcessHandle::destroyForcibly);
    parts.forEach(part -> part.onExit().join());
  }
}
