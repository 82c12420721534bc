package io.evenkeel.app.demo;

import io.evenkeel.app.run.RunningBalancer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The demonstration while it runs. One thread. */
public final class Demo implements AutoCloseable {
  private static final int WISHED_PORT = 8080;
  private static final int WISHED_ADMIN_PORT = 9900;

  private final PrintWriter out;
  private final List<ServerProcess> servers;
  private final RunningBalancer balancer;
  private final DemoTraffic traffic;
  private final Path config;

  private Demo(PrintWriter out, Scene scene) {
    this.out = out;
    servers = scene.servers();
    balancer = scene.balancer();
    config = scene.config();
    traffic = DemoTraffic.start(balancer.addresses("web").getFirst());
  }

  private record Scene(List<ServerProcess> servers, RunningBalancer balancer, Path config) {}

  /** Starts a balancer on a configuration file. */
  @FunctionalInterface
  public interface Starter<E extends Exception> {
    RunningBalancer start(String config) throws E;
  }

  /** Starts the servers, then the balancer, then the traffic. */
  public static <E extends Exception> Demo start(PrintWriter out, Starter<E> starter)
      throws IOException, E {
    List<ServerProcess> servers = startServers();
    boolean started = false;
    try {
      Path folder = Files.createTempDirectory("evenkeel-demo");
      Path config = folder.resolve("evenkeel.yaml");
      Files.writeString(
          config,
          yaml(servers, free(WISHED_PORT), free(WISHED_ADMIN_PORT))
              + "state: "
              + folder.resolve("state")
              + "\n");
      RunningBalancer balancer = starter.start(config.toString());
      started = true;
      return new Demo(out, new Scene(servers, balancer, config));
    } finally {
      if (!started) {
        servers.forEach(ServerProcess::close);
      }
    }
  }

  /**
   * Prints what to try and a line a second until a signal or the end of {@code limit}; whether
   * every request was answered by a server.
   */
  public boolean show(Duration limit) throws InterruptedException {
    introduce();
    long end = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < end && !balancer.awaitStop(Duration.ofSeconds(1))) {
      out.println(traffic.line(servers));
    }
    return traffic.failures() == 0;
  }

  private void introduce() {
    String url = "http://" + balancer.addresses("web").getFirst();
    out.printf(Locale.ROOT, "Evenkeel balances %s over three sample servers:%n%n", url);
    for (ServerProcess server : servers) {
      out.printf(
          Locale.ROOT,
          "  %s  127.0.0.1:%d  (process %d)%n",
          server.name(),
          server.port(),
          server.pid());
    }
    out.printf(Locale.ROOT, "%nTry in another terminal:%n");
    out.printf(Locale.ROOT, "  curl -i %s/%n", url);
    out.printf(Locale.ROOT, "  evenkeel status --admin %s%n", balancer.adminUrl());
    out.printf(
        Locale.ROOT,
        "  kill -9 %-20d # a server dies; watch the line below%n",
        servers.get(1).pid());
    out.printf(Locale.ROOT, "  curl %s/metrics%n", balancer.adminUrl());
    out.printf(Locale.ROOT, "%nAnd the edit that took somebody down, refused before it does:%n");
    out.printf(
        Locale.ROOT,
        "  sed s,/health,/api/health, %s > %s%n",
        config,
        config.resolveSibling("new.yaml"));
    out.printf(
        Locale.ROOT,
        "  evenkeel plan %s --admin %s%n%nCtrl-C ends everything.%n%n",
        config.resolveSibling("new.yaml"),
        balancer.adminUrl());
    out.flush();
  }

  @Override
  public void close() throws IOException {
    traffic.close();
    balancer.drainAndStop("end of the demo");
    servers.forEach(ServerProcess::close);
    try (Stream<Path> files = Files.walk(config.getParent())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static List<ServerProcess> startServers() throws IOException {
    List<ServerProcess.Starting> starting = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      starting.add(ServerProcess.start("api-" + i));
    }
    List<ServerProcess> servers = new ArrayList<>();
    for (ServerProcess.Starting server : starting) {
      servers.add(server.await());
    }
    return servers;
  }

  private static String yaml(List<ServerProcess> servers, int port, int adminPort) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("version: 1\n");
    yaml.append(String.format(Locale.ROOT, "admin: { bind: \"127.0.0.1:%d\" }\n", adminPort));
    yaml.append("listeners:\n");
    yaml.append(
        String.format(
            Locale.ROOT, "  web: { bind: \"127.0.0.1:%d\", routes: [ { pool: api } ] }\n", port));
    yaml.append("pools:\n  api:\n    servers:\n");
    for (ServerProcess server : servers) {
      yaml.append(
          String.format(Locale.ROOT, "      %s: 127.0.0.1:%d\n", server.name(), server.port()));
    }
    yaml.append("    health:\n      readiness: { http: /health, interval: 1s, timeout: 500ms }\n");
    return yaml.toString();
  }

  /** {@code wished} when it can be had, else 0: the system chooses. */
  private static int free(int wished) throws IOException {
    try (ServerSocket socket = new ServerSocket(wished, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (BindException e) {
      return 0;
    }
  }
}
