package io.evenkeel.bench.resilience;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The servers of one trial. For one thread; ended with the JVM at the latest. */
final class Servers implements AutoCloseable {
  /** As a service manager told to restart what died, a second later. */
  private static final long RESTART_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<TestServer> all = new CopyOnWriteArrayList<>();
  private final Thread lastResort = new Thread(this::endAll, "end-servers");

  /** Starts as many as the scenario has, each behaving as it says. */
  Servers(Scenario scenario, Path folder, String processors) {
    Runtime.getRuntime().addShutdownHook(lastResort);
    try {
      for (int number = 1; number <= Scenario.SERVERS; number++) {
        TestServer server = new TestServer(number, folder, processors, cage(scenario, number));
        all.add(server);
        server.control().apply(scenario.behaviour(number));
        server.start();
      }
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private static @Nullable MemoryCage cage(Scenario scenario, int number) {
    if (!scenario.isLimited(number)) {
      return null;
    }
    String name = "evenkeel-bench-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    return MemoryCage.of(name, Scenario.MEMORY_BYTES);
  }

  /** By their numbers, which begin with 1. */
  TestServer server(int number) {
    return all.get(number - 1);
  }

  List<TestServer> all() {
    return List.copyOf(all);
  }

  List<String> addresses() {
    return all.stream().map(server -> "127.0.0.1:" + server.port()).toList();
  }

  void supervise() {
    for (TestServer server : all) {
      server.supervise(RESTART_NANOS);
    }
  }

  private void endAll() {
    all.forEach(TestServer::close);
  }

  @Override
  public void close() {
    endAll();
    all.forEach(TestServer::reconnect);
    try {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    } catch (IllegalStateException shuttingDown) {
      return; // the hook has done it
    }
  }
}
