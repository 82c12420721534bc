package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.StatusText;
import io.evenkeel.app.cli.text.Terminal;
import io.evenkeel.control.status.StatusReport;
import io.evenkeel.control.status.Verdict;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code evenkeel status}: how the running balancer is. */
@Command(
    name = "status",
    description = "How the running balancer is: verdict, pools, servers. Exit 7: bad news.")
final class StatusCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private GlobalOptions options = new GlobalOptions();

  @Override
  public Integer call() throws CommandFailure {
    String body = AdminClient.of(options, System.getenv()).text("/api/v1/status");
    StatusReport report = JsonMapper.shared().readValue(body, StatusReport.class);
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      out.println(body);
    } else {
      new StatusText(Terminal.ofProcess()).print(report, out);
    }
    return report.verdict() == Verdict.OK ? ExitCode.OK : ExitCode.BAD_NEWS;
  }
}
