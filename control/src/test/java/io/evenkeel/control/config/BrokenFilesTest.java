package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.change.Finding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The table of broken files in {@code broken.txt}: a name, the text, and every finding as {@code
 * line:column code message | help}, in which {@code ...} stands for anything.
 */
class BrokenFilesTest {
  private record Case(String name, String text, List<String> expected) {}

  @TestFactory
  List<DynamicTest> everyFindingIsWhereItBelongsAndSaysWhatToDo() {
    return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c))).toList();
  }

  @Test
  void theTableIsLargeAndItsNamesAreUnique() {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(cases().stream().map(Case::name)).doesNotHaveDuplicates();
  }

  private static void check(Case broken) {
    ReadResult result =
        new ConfigReader(Map.of("PORT", "8080", "EVIL", "x, pool: other", "NOTHING", ""))
            .readText("evenkeel.yaml", broken.text().getBytes(StandardCharsets.UTF_8));
    List<String> found = result.findings().stream().map(BrokenFilesTest::line).toList();
    assertThat(found).as(() -> String.join("\n", found)).hasSameSizeAs(broken.expected());
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).matches(pattern(broken.expected().get(i)));
    }
  }

  private static String line(Finding finding) {
    return "%d:%d %s %s | %s"
        .formatted(
            finding.where().line(),
            finding.where().column(),
            finding.code(),
            finding.message(),
            finding.help());
  }

  private static String pattern(String expected) {
    List<String> parts = new ArrayList<>();
    for (String part : expected.split("\\.\\.\\.", -1)) {
      parts.add(java.util.regex.Pattern.quote(part));
    }
    return String.join(".*", parts);
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (String block : Corpus.text("broken.txt").split("(?m)^=== ", -1)) {
      if (!block.startsWith("#")) {
        String[] parts = block.split("\n", 2);
        String[] halves = parts[1].split("(?m)^---> *\n", 2);
        List<String> expected = halves[1].lines().filter(l -> !l.isBlank()).toList();
        cases.add(new Case(parts[0], halves[0], expected));
      }
    }
    return cases;
  }
}
