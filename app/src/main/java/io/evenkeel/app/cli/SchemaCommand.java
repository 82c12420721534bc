package io.evenkeel.app.cli;

import io.evenkeel.control.config.ConfigSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code evenkeel schema}: the JSON Schema of the configuration, for editors. */
@Command(name = "schema", description = "Print the JSON Schema of the configuration, for editors.")
final class SchemaCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(ConfigSchema.json());
    return ExitCode.OK;
  }
}
