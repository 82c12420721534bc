package io.evenkeel.control.config;

import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Law L10 over thousands of damaged configurations. */
class MutationLawTest {
  private static final int CASES = 8_000;
  private static final String[] PIECES = {
    "\t",
    "\n",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "!!int ",
    "!x ",
    "? ",
    "| ",
    ">\n",
    "%",
    "@",
    "---\n",
    "...\n",
    "${",
    "${A}",
    "${B:-}",
    "${NOPE}",
    "$${",
    "~",
    "null",
    "\u0000",
    "\u0007",
    "\u0085",
    "\u2028",
    "\ufeff",
    "\ud83d\ude00",
    "-1",
    "99999999999999999999",
    "1e9",
    "0x10",
    "off",
    "<<: *a",
    "include: [x*.yaml]",
    "\"\\x00\"",
    "\"\\r\\n\"",
    "::",
    "/"
  };

  @Test
  void damagedConfigurationsNeverEscapeTheReader() {
    List<String> seeds = new ArrayList<>(Corpus.valid().values());
    seeds.add(Corpus.text("certificates.yaml"));
    long seed = 20_260_101;
    for (int i = 0; i < CASES; i++) {
      Random random = new Random(seed + i);
      byte[] bytes = mutated(seeds.get(random.nextInt(seeds.size())), random);
      try {
        ReadLaw.check(bytes);
      } catch (RuntimeException | AssertionError | StackOverflowError e) {
        fail("seed " + (seed + i) + ":\n" + new String(bytes, StandardCharsets.UTF_8), e);
      }
    }
  }

  private static byte[] mutated(String text, Random random) {
    StringBuilder damaged = new StringBuilder(text);
    int edits = 1 + random.nextInt(6);
    for (int i = 0; i < edits && !damaged.isEmpty(); i++) {
      int at = random.nextInt(damaged.length());
      int length = Math.min(damaged.length() - at, 1 + random.nextInt(20));
      switch (random.nextInt(4)) {
        case 0 -> damaged.delete(at, at + length);
        case 1 -> damaged.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 ->
            damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, at + length));
        default -> damaged.setCharAt(at, (char) random.nextInt(0x180));
      }
    }
    byte[] bytes = damaged.toString().getBytes(StandardCharsets.UTF_8);
    if (random.nextInt(8) == 0 && bytes.length > 0) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
