package io.evenkeel.app.cli;

import io.evenkeel.app.demo.Demo;
import io.evenkeel.app.run.RunOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code evenkeel demo}: everything at once, to see it work. */
@Command(
    name = "demo",
    description = "Three sample servers, the balancer and some traffic; Ctrl-C ends all of it.")
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = Seconds.class,
      description = "End by itself after this time: 10s, 2m.")
  private Duration limit = Duration.ofDays(365);

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    try (Demo demo =
        Demo.start(
            spec.commandLine().getOut(),
            config ->
                RunCommand.start(
                    new RunOptions(
                        Path.of(config), false, Duration.ofSeconds(2), System.getenv())))) {
      return demo.show(limit) ? ExitCode.OK : ExitCode.FAILURE;
    }
  }

  /** {@code 10s}, {@code 2m}, {@code 1h}. */
  static final class Seconds implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5})([smh])");

    @Override
    public Duration convert(String value) {
      Matcher matcher = FORM.matcher(value);
      if (!matcher.matches()) {
        throw new TypeConversionException("'" + value + "' (expected: a time such as 10s or 2m)");
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        default -> Duration.ofHours(number);
      };
    }
  }
}
