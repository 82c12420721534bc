package io.evenkeel.app.cli;

import io.evenkeel.app.demo.SampleServer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenkeel demo-server NAME}: one sample server, started by the demo as its child. */
@Command(name = "demo-server", hidden = true, description = "A sample server of the demo.")
final class DemoServerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "NAME", description = "What it calls itself in answers.")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    try (SampleServer server = SampleServer.start(name)) {
      spec.commandLine().getOut().println(server.port());
      // The demo holds the other end of standard input; when the demo is gone, so are we.
      System.in.transferTo(OutputStream.nullOutputStream());
    }
    return ExitCode.OK;
  }
}
