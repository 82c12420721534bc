package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.FindingJson;
import io.evenkeel.control.config.FindingPrinter;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.core.change.Finding;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenkeel validate}: all that is wrong with configuration files, without running them. */
@Command(
    name = "validate",
    description = "Check configuration files, offline. Exit 3: a file has errors.")
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Each is a configuration of its own (default: the one of --config).")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() {
    List<Path> asked = files.isEmpty() ? List.of(options.configFile()) : files;
    PrintWriter out = spec.commandLine().getOut();
    ConfigReader reader = new ConfigReader(System.getenv());
    FindingPrinter printer = new FindingPrinter(Terminal.ofProcess().colour());
    List<Finding> all = new ArrayList<>();
    boolean usable = true;
    for (Path file : asked) {
      ReadResult result = reader.read(file);
      all.addAll(result.findings());
      usable &= result.config() != null;
      if (!options.json()) {
        out.print(printer.print(result));
        out.println(summary(file, result));
      }
    }
    if (options.json()) {
      out.print(FindingJson.of(all));
    }
    out.flush();
    return usable ? ExitCode.OK : ExitCode.REFUSED;
  }

  private static String summary(Path file, ReadResult result) {
    long errors = result.findings().stream().filter(Finding::isError).count();
    long warnings = result.findings().size() - errors;
    String counts = plural(errors, "error") + ", " + plural(warnings, "warning");
    return file + ": " + (errors > 0 || warnings > 0 ? counts : "ok");
  }

  private static String plural(long count, String word) {
    return count + " " + word + (count == 1 ? "" : "s");
  }
}
