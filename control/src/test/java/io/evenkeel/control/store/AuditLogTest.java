package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuditLogTest {
  private static final Retention ONE_FILE = Retention.DEFAULT;

  @TempDir Path folder;

  private static void write(Store store, int from, int to) throws StoreFailure {
    for (int i = from; i <= to; i++) {
      store.audit().append(Samples.entry("deed \"" + i + "\"\n\"revision\":99", "", i));
    }
  }

  private Path file() {
    return folder.resolve("audit.jsonl");
  }

  static Stream<Arguments> tampering() {
    return Stream.of(
        Arguments.of("a line edited", edit(l -> set(l, 2, l.get(2).replace("ana", "eve")))),
        Arguments.of("the last line edited", edit(l -> set(l, 4, l.get(4).replace("ana", "eve")))),
        Arguments.of("the first line removed", edit(l -> l.subList(1, 5))),
        Arguments.of("a line removed", edit(l -> without(l, 2))),
        Arguments.of("the last line removed", edit(l -> l.subList(0, 4))),
        Arguments.of("all removed", edit(_ -> List.of())),
        Arguments.of("two lines swapped", edit(l -> set(set(l, 1, l.get(2)), 2, l.get(1)))),
        Arguments.of("a line doubled", edit(l -> set(l, 1, l.get(1) + "\n" + l.get(1)))),
        Arguments.of("rubbish in between", edit(l -> set(l, 1, l.get(1) + "\nrubbish"))),
        Arguments.of("an empty line", edit(l -> set(l, 1, l.get(1) + "\n"))));
  }

  private static UnaryOperator<List<String>> edit(UnaryOperator<List<String>> how) {
    return how;
  }

  private static List<String> set(List<String> lines, int at, String line) {
    List<String> all = new ArrayList<>(lines);
    all.set(at, line);
    return all;
  }

  private static List<String> without(List<String> lines, int at) {
    List<String> all = new ArrayList<>(lines);
    all.remove(at);
    return all;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tampering")
  void tamperingIsReportedAndTheAuditGoesOn(String name, UnaryOperator<List<String>> how)
      throws Exception {
    try (Store store = Store.open(folder, ONE_FILE)) {
      write(store, 1, 5);
      assertThat(store.audit().verify()).isEmpty();
    }
    Files.write(file(), how.apply(Files.readAllLines(file())));
    List<String> tampered = Files.readAllLines(file());

    try (Store store = Store.open(folder, ONE_FILE)) {
      assertThat(store.problems()).as(name).hasSize(1);
      assertThat(store.state().writable()).isTrue();
      write(store, 6, 7);
      assertThat(Files.readAllLines(file())).hasSize(tampered.size() + 2).containsAll(tampered);
    }
  }

  @Test
  void aLineCutOffAnywhereIsPutAsideAndReported() throws Exception {
    try (Store store = Store.open(folder, ONE_FILE)) {
      write(store, 1, 3);
    }
    byte[] before = Files.readAllBytes(file());
    byte[] line = AuditLine.of(4, Samples.entry("the last", "", 4), "0".repeat(64));
    for (int length = 1; length < line.length; length += 7) {
      Files.write(file(), java.util.Arrays.copyOf(line, length), StandardOpenOption.APPEND);
      try (Store store = Store.open(folder, ONE_FILE)) {
        String message = store.problems().getFirst().message();
        Path aside = Path.of(message.substring(message.indexOf('/')));
        assertThat(message).startsWith("its last line was cut off after " + length + " bytes");
        assertThat(aside).hasBinaryContent(java.util.Arrays.copyOf(line, length));
        assertThat(file()).hasBinaryContent(before);
        assertThat(store.audit().verify()).isEmpty();
      }
    }
  }

  @Test
  void aFullFileIsKeptAndTheChainGoesOn() throws Exception {
    Retention small = new Retention(100, 200, 1_000);
    for (int from = 1; from <= 41; from += 10) {
      try (Store store = Store.open(folder, small)) {
        write(store, from, from + 9);
        assertThat(store.problems()).isEmpty();
      }
    }
    try (Store store = Store.open(folder, small)) {
      assertThat(store.audit().verify()).isEmpty();
      assertThat(store.audit().entries(1_000))
          .extracting(AuditEntry::revision)
          .containsExactlyElementsOf(IntStream.rangeClosed(1, 50).mapToObj(i -> 51L - i).toList());
      assertThat(store.audit().entries(3)).hasSize(3);
      assertThat(store.nextNumber()).isEqualTo(51);
    }
    List<Path> full = new Layout(folder).fullAudits();
    assertThat(full).hasSizeGreaterThan(5);
    Files.delete(full.get(2));
    try (Store store = Store.open(folder, small)) {
      assertThat(store.audit().verify()).hasSize(1);
    }
  }

  @Test
  void aFileShortenedUnderARunningProcessIsNoticed() throws IOException, StoreFailure {
    try (Store store = Store.open(folder, ONE_FILE)) {
      write(store, 1, 3);
      Files.write(file(), Files.readAllLines(file()).subList(0, 1));
      write(store, 4, 4);
      assertThat(store.problems()).hasSize(1);
      assertThat(Files.readAllLines(file())).hasSize(2);
    }
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws StoreFailure {
    AuditEntry entry = Samples.entry("ü \"\\\n\r\u2028\u0000𝄞", "p", Long.MAX_VALUE);
    try (Store store = Store.open(folder, ONE_FILE)) {
      store.audit().append(entry);
      assertThat(store.audit().entries(1)).containsExactly(entry);
    }
  }
}
