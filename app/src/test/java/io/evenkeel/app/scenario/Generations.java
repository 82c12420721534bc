package io.evenkeel.app.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.ChildProcess;
import io.evenkeel.testkit.process.Evenkeel;
import io.evenkeel.testkit.process.EvenkeelCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A balancer and the processes that take over from it, one after the other. */
final class Generations implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(40);
  private static final Pattern COMPLAINT = Pattern.compile("LEAK:|\\bERROR\\b|Exception in thread");

  private final Evenkeel first;
  private final List<ChildProcess> heirs = new ArrayList<>();
  private final List<Long> grandchildren = new ArrayList<>();

  Generations(Evenkeel first) {
    this.first = first;
  }

  /** Starts a process that takes over, and does not wait. */
  ChildProcess beginHeir(String... more) {
    List<String> line =
        new ArrayList<>(List.of("run", "--config", first.config().toString(), "--take-over"));
    line.addAll(List.of(more));
    ChildProcess heir = EvenkeelCommand.start(line.toArray(String[]::new));
    heirs.add(heir);
    return heir;
  }

  /** The same, until it serves. */
  ChildProcess heir(String... more) {
    ChildProcess heir = beginHeir(more);
    heir.awaitLine(Pattern.compile("event=serving"), SOON);
    return heir;
  }

  /** A process that another one than the test has started: it ends with the test. */
  void adopt(long pid) {
    grandchildren.add(pid);
  }

  @Override
  public void close() {
    grandchildren.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    heirs.forEach(ChildProcess::close);
    for (ChildProcess heir : heirs) {
      assertThat(heir.output().lines().filter(line -> COMPLAINT.matcher(line).find()))
          .as(heir.output())
          .isEmpty();
    }
  }
}
