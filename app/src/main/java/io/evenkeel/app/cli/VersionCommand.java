package io.evenkeel.app.cli;

import io.evenkeel.app.Version;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code evenkeel version}: what runs here. */
@Command(name = "version", description = "Version of Evenkeel and of the Java it runs on.")
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Override
  public Integer call() {
    String java = System.getProperty("java.vendor.version", Runtime.version().toString());
    String format =
        options.json() ? "{\"version\":\"%s\",\"java\":\"%s\"}%n" : "evenkeel %s (Java %s)%n";
    spec.commandLine().getOut().printf(Locale.ROOT, format, Version.CURRENT, java);
    return ExitCode.OK;
  }
}
