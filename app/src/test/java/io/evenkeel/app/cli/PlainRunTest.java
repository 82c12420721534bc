package io.evenkeel.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** picocli is the rule: what is read by hand comes to the same. */
class PlainRunTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --config a.yaml",
        "run --watch --config a.yaml",
        "run --config a.yaml --watch",
        "run --take-over --config /etc/a.yaml",
        "run --watch --take-over --config a=b.yaml",
        "run --config \"a\"",
      })
  void readsAsPicocliDoes(String line) {
    String[] args = line.split(" ", -1);
    RunCommand command = new RunCommand();
    new CommandLine(command).parseArgs(Arrays.copyOfRange(args, 1, args.length));
    assertThat(PlainRun.options(System.getenv(), args)).isEqualTo(command.options());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "validate --config a.yaml",
        "run",
        "run --watch",
        "run --config",
        "run --config -a",
        "run --config --watch",
        "run --config=a.yaml",
        "run --config a --config b",
        "run --watch --watch --config a",
        "run --config a b",
        "run --config a --drain-for 5",
        "run --config a --output json",
        "run --config a --help",
        "run --config a --wacth",
        "run -- --config a",
      })
  void leavesTheRestToIt(String line) {
    assertThat(PlainRun.options(System.getenv(), line.split(" ", -1))).isNull();
  }
}
