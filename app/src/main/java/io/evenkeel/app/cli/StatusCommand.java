package io.evenkeel.app.cli;

import io.evenkeel.control.status.StatusReport;
import io.evenkeel.control.status.Verdict;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
    byte[] body = AdminClient.of(options.admin(), System.getenv()).get("/api/v1/status");
    StatusReport report = JsonMapper.shared().readValue(body, StatusReport.class);
    PrintWriter out = spec.commandLine().getOut();
    if (options.json()) {
      out.println(new String(body, StandardCharsets.UTF_8));
    } else {
      new StatusText(Terminal.ofProcess()).print(report, out);
    }
    return report.verdict() == Verdict.OK ? ExitCode.OK : ExitCode.BAD_NEWS;
  }
}
