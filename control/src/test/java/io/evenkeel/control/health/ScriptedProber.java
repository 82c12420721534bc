package io.evenkeel.control.health;

import io.evenkeel.core.health.ProbeOutcome;
import io.evenkeel.core.health.ProbeResult;
import io.evenkeel.core.health.Prober;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Answers probes as told, or keeps them waiting. Test thread only. */
final class ScriptedProber implements Prober {
  /** One probe that was sent. */
  record Sent(HostPort server, HealthCheck.Active check, Consumer<ProbeResult> whenDone) {
    void answer(ProbeOutcome outcome, String answer) {
      whenDone.accept(new ProbeResult(outcome, answer, 1_000_000));
    }
  }

  private static final ProbeResult OK = new ProbeResult(ProbeOutcome.PASS, "200", 1_000_000);

  private final Map<HostPort, ProbeResult> tcp = new HashMap<>();
  private final Map<HostPort, ProbeResult> http = new HashMap<>();
  private boolean holding;
  final List<Sent> sent = new ArrayList<>();
  final List<Sent> held = new ArrayList<>();

  @Override
  public void probe(HostPort server, HealthCheck.Active check, Consumer<ProbeResult> whenDone) {
    Sent probe = new Sent(server, check, whenDone);
    sent.add(probe);
    if (holding) {
      held.add(probe);
      return;
    }
    whenDone.accept(
        switch (check.probe()) {
          case ProbeKind.Tcp _ -> tcp.getOrDefault(server, OK);
          case ProbeKind.Http _ -> http.getOrDefault(server, OK);
        });
  }

  /** From now on HTTP probes of {@code server} are answered so. */
  void http(HostPort server, ProbeOutcome outcome, String answer) {
    http.put(server, new ProbeResult(outcome, answer, 1_000_000));
  }

  /** From now on TCP probes of {@code server} are answered so. */
  void tcp(HostPort server, ProbeOutcome outcome, String answer) {
    tcp.put(server, new ProbeResult(outcome, answer, 1_000_000));
  }

  /** From now on probes get no answer until the test gives it. */
  void hold(boolean hold) {
    holding = hold;
  }
}
