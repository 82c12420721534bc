package io.evenkeel.bench.resilience;

import java.util.List;
import java.util.function.Consumer;

/** What is done to servers, when, and how it is undone. */
sealed interface Fault {
  /** By number. */
  List<Integer> victims();

  /** In order of time. */
  List<Step> steps(Timing timing);

  /** Whether the victims still take requests, so that these can be counted there. */
  boolean isVisible();

  /** One thing that is done, so many milliseconds after the first request was due. */
  record Step(long atMillis, Consumer<Servers> action) {}

  /** SIGKILL; started again at the end. */
  record Kill(List<Integer> victims) implements Fault {
    @Override
    public List<Step> steps(Timing timing) {
      return between(
          timing,
          servers -> victims.forEach(number -> servers.server(number).kill()),
          servers -> victims.forEach(number -> servers.server(number).start()));
    }

    @Override
    public boolean isVisible() {
      return false;
    }
  }

  /** SIGSTOP: the kernel still accepts connections and data, nobody answers; SIGCONT at the end. */
  record Stop(List<Integer> victims) implements Fault {
    @Override
    public List<Step> steps(Timing timing) {
      return between(
          timing,
          servers -> victims.forEach(number -> servers.server(number).stop()),
          servers -> victims.forEach(number -> servers.server(number).resume()));
    }

    @Override
    public boolean isVisible() {
      return false;
    }
  }

  /** All packets to and from it vanish. */
  record BlackHole(List<Integer> victims) implements Fault {
    @Override
    public List<Step> steps(Timing timing) {
      return between(
          timing,
          servers -> victims.forEach(number -> servers.server(number).cutOff()),
          servers -> victims.forEach(number -> servers.server(number).reconnect()));
    }

    @Override
    public boolean isVisible() {
      return false;
    }
  }

  /** Another behaviour; the usual one again at the end. */
  record Misbehave(List<Integer> victims, Behaviour bad, Behaviour good) implements Fault {
    @Override
    public List<Step> steps(Timing timing) {
      return between(timing, servers -> all(servers, bad), servers -> all(servers, good));
    }

    private void all(Servers servers, Behaviour behaviour) {
      victims.forEach(number -> servers.server(number).control().apply(behaviour));
    }

    @Override
    public boolean isVisible() {
      return true;
    }
  }

  /** One after the other is ended gently and is back a second later. */
  record RollingRestart(List<Integer> victims) implements Fault {
    private static final long DOWN_MILLIS = 1_000;

    @Override
    public List<Step> steps(Timing timing) {
      long each = timing.faultMillis() / victims.size();
      return victims.stream()
          .flatMap(number -> {
            long at = timing.beginMillis() + each * victims.indexOf(number);
            return List.of(
                new Step(at, servers -> servers.server(number).endGently()),
                new Step(at + DOWN_MILLIS, servers -> servers.server(number).restart()))
                .stream();
          })
          .toList();
    }

    @Override
    public boolean isVisible() {
      return false;
    }
  }

  private static List<Step> between(Timing timing, Consumer<Servers> begin, Consumer<Servers> end) {
    return List.of(new Step(timing.beginMillis(), begin), new Step(timing.endMillis(), end));
  }
}
