package io.evenkeel.app.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutTextTest {
  private static final String COMPARED =
      "pool api: errors 0.0 % (control 0.0 %), p99 4 ms (control 4 ms)";
  private static final NextCommands COMMANDS = new NextCommands("", "--admin http://10.0.0.1:9900");

  private final RolloutText text = new RolloutText(Terminal.plain(), COMMANDS);

  @Test
  void aLineHasStageTimeLeftAndTheComparison() {
    assertThat(text.line(at("canary", 83, List.of(COMPARED), "")))
        .isEqualTo("canary  1:23 left  " + COMPARED);
    assertThat(text.line(at("shadow", 6, List.of(), "")))
        .isEqualTo(
            "shadow  0:06 left  the new checks are asked beside the old ones, without power");
  }

  @Test
  void whoMustConfirmIsToldHow() {
    assertThat(text.stage(at("confirm", 300, List.of(COMPARED), "")))
        .isEqualTo(
            "confirm 5:00  undone unless somebody types:"
                + " evenkeel confirm 6f0c --admin http://10.0.0.1:9900");
  }

  @Test
  void theEndSaysWhatIsServedAndWhatToDo() {
    assertThat(end(at("committed", 0, List.of(), "")))
        .contains("COMMITTED", "revision 4 is served", "evenkeel rollback --admin http://10.0.0.1");
    assertThat(end(at("rolled-back", 0, List.of(COMPARED), "errors 4.1 %")))
        .contains("ROLLED BACK   errors 4.1 %", COMPARED, "served again");
  }

  @Test
  void aLineIsCutToTheWindow() {
    Terminal narrow = Terminal.window(40, Reader.nullReader());
    assertThat(narrow.cut(text.line(at("canary", 83, List.of(COMPARED), ""))))
        .hasSize(39)
        .endsWith("…");
    assertThat(narrow.cut("short")).isEqualTo("short");
  }

  private String end(RolloutProgress rollout) {
    StringWriter out = new StringWriter();
    text.end(rollout, new PrintWriter(out));
    return out.toString();
  }

  private static RolloutProgress at(
      String stage, long secondsLeft, List<String> comparison, String why) {
    return new RolloutProgress("6f0c", 4, stage, secondsLeft, comparison, why);
  }
}
