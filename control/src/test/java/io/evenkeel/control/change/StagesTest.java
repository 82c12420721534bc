package io.evenkeel.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Risk;
import io.evenkeel.core.change.RolloutTerms;
import io.evenkeel.core.change.Verdict;
import io.evenkeel.core.model.Config;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StagesTest {
  private static final Config SERVED = config("/health", 2);

  /** Whether the check of a server changes, the plan, how it comes, and the stages of it. */
  @ParameterizedTest(name = "{0}, {1}, {2}, {3} -> {4}")
  @CsvSource({
    "check,  '',  MEDIUM, apply,  shadow 3 x 3 s + canary + bake",
    "server, '',  LOW,    apply,  canary + bake",
    "check,  tls, MEDIUM, apply,  shadow 3 x 3 s + bake",
    "server, tls, LOW,    apply,  bake",
    // nobody watches a canary of what is of low risk and came by signal
    "server, '',  LOW,    signal, bake",
    "server, '',  MEDIUM, signal, canary + bake",
    "check,  '',  LOW,    signal, shadow 3 x 3 s + bake",
    "check,  '',  HIGH,   glass,  bake + alarm",
    "server, '',  LOW,    glass,  bake + alarm",
  })
  void stages(String what, String canarySkipped, Risk risk, String how, String stages) {
    Config after = what.equals("check") ? config("/ready", 2) : config("/health", 3);
    Plan plan = Requests.plan(Verdict.NEEDS_APPROVAL, risk, canarySkipped);
    ApplyOptions options =
        switch (how) {
          case "apply" -> new ApplyOptions(true, false, "", Duration.ZERO);
          case "signal" -> ApplyOptions.unwatched("SIGHUP");
          default -> new ApplyOptions(false, true, "it burns", Duration.ZERO);
        };
    assertThat(words(Stages.of(plan, SERVED, after, options))).isEqualTo(stages);
  }

  @Test
  void theTimeToConfirmIsThatOfTheCommand() {
    Plan plan = Requests.plan(Verdict.SAFE, Risk.LOW, "");
    ApplyOptions options = new ApplyOptions(true, false, "", Duration.ofMinutes(5));
    assertThat(Stages.of(plan, SERVED, config("/health", 3), options).confirmWithin())
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void theWayBackIsAtOnceAndWatched() {
    assertThat(words(Stages.ofRollback(SERVED))).isEqualTo("bake");
  }

  private static String words(RolloutTerms terms) {
    List<String> words = new ArrayList<>();
    if (terms.shadowRounds() > 0) {
      words.add("shadow " + terms.shadowRounds() + " x " + terms.shadowRound().toSeconds() + " s");
    }
    if (terms.canary() > 0) {
      words.add("canary");
    }
    if (!terms.bake().isZero()) {
      words.add("bake");
    }
    if (terms.breakGlass()) {
      words.add("alarm");
    }
    return String.join(" + ", words);
  }

  private static Config config(String path, int servers) {
    StringBuilder list = new StringBuilder();
    for (int i = 1; i <= servers; i++) {
      list.append("a").append(i).append(": \"10.0.0.").append(i).append(":80\", ");
    }
    String text =
        """
        version: 1
        listeners: { web: { bind: "127.0.0.1:8080", routes: [ { pool: api } ] } }
        pools: { api: { servers: { %s }, health: %s } }
        """
            .formatted(list, path);
    return ChangeWorld.config(
        new ConfigReader(Map.of()).readText("a.yaml", text.getBytes(StandardCharsets.UTF_8)));
  }
}
