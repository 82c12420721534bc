package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FindingPrinterTest {
  private static final String BROKEN =
      Corpus.text("valid/smallest.yaml").replace("health: /health", "health: api/health");

  @Test
  void printsAsCompilersDo() {
    assertThat(new FindingPrinter(false).print(read(BROKEN)))
        .isEqualTo(
            """
            evenkeel.yaml:7:13: error EK1203: health path "api/health" must begin with "/"
                  health: api/health
                          ^~~~~~~~~~
              help: write /api/health
            """);
  }

  @Test
  void coloursWhenAsked() {
    assertThat(new FindingPrinter(true).print(read(BROKEN))).contains("\u001b[1;31merror EK1203");
  }

  @Test
  void evidenceIsNoted() {
    String text = BROKEN.replace("3002", "3001").replace("api/health", "/health");
    assertThat(new FindingPrinter(false).print(read(text)))
        .contains("  note: first: evenkeel.yaml:6:23\n");
  }

  @Test
  void aLongLineIsShownAroundThePlace() {
    String text = BROKEN.replace("\n    health", " \n    health");
    String json = "{ version: 1, zone: " + "a".repeat(500) + ", health: api }\n" + text;
    String printed = new FindingPrinter(false).print(read(json));
    assertThat(printed.lines()).allMatch(line -> line.length() < 200);
    String oneLine = "{ version: 1, " + " ".repeat(500) + "zonee: a, listeners: {} }\n";
    assertThat(new FindingPrinter(false).print(read(oneLine)))
        .containsPattern("  \\.\\.\\. {40}zonee: a, listeners: \\{\\} \\}\n {5} {40}\\^~~~~\n");
  }

  @Test
  void nothingOfAFileSteersTheTerminal() {
    String text = "version: 1\n\"\\e[31m\": 1\nlisteners: {}\n";
    assertThat(new FindingPrinter(false).print(read(text))).doesNotContain("\u001b");
  }

  @Test
  void jsonHasThePlaceFlattened() {
    JsonNode json = JsonMapper.builder().build().readTree(FindingJson.of(read(BROKEN).findings()));
    JsonNode finding = json.get("findings").get(0);
    assertThat(finding.propertyNames())
        .containsExactly(
            "code",
            "severity",
            "path",
            "file",
            "line",
            "column",
            "length",
            "message",
            "evidence",
            "help");
    assertThat(finding.get("path").asString()).isEqualTo("pools.api.health");
    assertThat(finding.get("severity").asString()).isEqualTo("error");
    assertThat(finding.get("column").asInt()).isEqualTo(13);
  }

  private static ReadResult read(String text) {
    return new ConfigReader(Map.of())
        .readText("evenkeel.yaml", text.getBytes(StandardCharsets.UTF_8));
  }
}
