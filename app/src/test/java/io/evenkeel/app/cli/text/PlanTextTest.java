package io.evenkeel.app.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The text of plans, one file for each situation. What is printed lies in {@code target/plans}:
 * look at it, and copy it over when it is better.
 */
class PlanTextTest {
  private static final Path PLANS = Path.of("src/test/resources/plans");

  /** The one of own-approval in one line, with what stands before it. */
  private static final int LONGEST_CHANGE = 181;

  private static final String NAME = "/etc/evenkeel/evenkeel.yaml";

  @ParameterizedTest
  @ValueSource(
      strings = {"refused", "safe", "needs-approval", "own-approval", "nothing", "rolled-back"})
  void textOf(String situation) throws IOException {
    String text = text(situation, Terminal.plain());
    Files.createDirectories(Path.of("target/plans"));
    Files.writeString(Path.of("target/plans", situation + ".txt"), text);
    assertThat(text).isEqualTo(Files.readString(PLANS.resolve(situation + ".txt")));
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 120, 180, 181, 250})
  void changesFitIntoTheWindowOrAreBroken(int columns) throws IOException {
    String text = text("own-approval", Terminal.window(columns, Reader.nullReader()));
    boolean fits = text.contains("} -> {");
    assertThat(fits).as("%s columns", columns).isEqualTo(columns >= LONGEST_CHANGE);
    assertThat(text.contains("- { accept: application/json")).isEqualTo(!fits);
  }

  @Test
  void colourIsAllThatColourAdds() throws IOException {
    String colourful = text("refused", Terminal.colourful());
    assertThat(colourful).contains("\u001b[31m");
    assertThat(colourful.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(text("refused", Terminal.plain()));
  }

  @Test
  void wordsOfOthersDoNotSteerTheTerminal() throws IOException {
    String json = Files.readString(PLANS.resolve("refused.json"));
    for (String words : List.of("move the check below /api", "404", "/health", "in 2 ms")) {
      String evil = json.replace("\"" + words, "\"\\u001b[2J\\r" + words);
      evil = evil.replace(words + "\"", words + "\\u202e\"");
      assertThat(evil).as(words).isNotEqualTo(json);
      assertThat(print(evil, Terminal.plain())).doesNotContain("\u001b", "\r", "\u202e");
    }
  }

  @Test
  void ofAThousandServersOnlyThoseThatTellSomethingAreShown() {
    StringBuilder servers = new StringBuilder();
    for (int i = 0; i < 1000; i++) {
      String after = i == 500 ? "unhealthy" : "healthy";
      servers.append(i == 0 ? "" : ",").append("\"s-").append(i).append("\":");
      servers.append("{\"now\":\"healthy\",\"after\":\"").append(after).append("\"}");
    }
    String json =
        "{\"id\":\"1\",\"verdict\":\"refused\",\"preflight\":{\"pools\":{\"api\":{"
            + "\"healthyNow\":1000,\"healthyAfter\":999,\"servers\":{"
            + servers
            + "}}}}}";
    assertThat(print(json, Terminal.plain()).lines().toList())
        .hasSizeLessThan(20)
        .anyMatch(line -> line.contains("1000 of 1000 healthy now, 999 of 1000 after"))
        .anyMatch(line -> line.contains("s-500"))
        .anyMatch(line -> line.contains("… and 999 more"));
  }

  private static String text(String situation, Terminal terminal) throws IOException {
    return print(Files.readString(PLANS.resolve(situation + ".json")), terminal);
  }

  private static String print(String json, Terminal terminal) {
    StringWriter written = new StringWriter();
    PrintWriter out = new PrintWriter(written);
    PlanView plan = PlanView.of(JsonMapper.shared().readTree(json));
    PlanText text = new PlanText(terminal, new Lines(), new NextCommands("evenkeel.yaml", ""));
    text.print(plan, out);
    text.printNext(plan, out);
    return written.toString();
  }

  private static final class Lines implements SourceLines {
    @Override
    public String line(String file, int number) {
      try {
        return Files.readAllLines(PLANS.resolve("evenkeel.yaml")).get(number - 1);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public String shown(String file) {
      return file.equals(NAME) ? "evenkeel.yaml" : file;
    }
  }
}
