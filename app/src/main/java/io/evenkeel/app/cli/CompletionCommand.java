package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.Terminal;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evenkeel completion}: the script that completes commands and options in a shell. */
@Command(
    name = "completion",
    description = "Print the completion script of a shell.",
    footer = {
      "",
      "bash:  source <(evenkeel completion bash)",
      "zsh:   source <(evenkeel completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  enum Shell {
    bash,
    zsh
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @SuppressWarnings("UnusedVariable") // picocli checks what is asked for; the answer is the same
  @Parameters(paramLabel = "bash|zsh", arity = "0..1", description = "Default: ${DEFAULT-VALUE}.")
  private Shell shell = Shell.bash;

  @Override
  public Integer call() {
    // picocli writes one script for both; it uses bash's way, which zsh has after compinit.
    if (shell == Shell.zsh) {
      spec.commandLine().getOut().println("autoload -U +X compinit && compinit -u");
    }
    String script = AutoComplete.bash("evenkeel", EvenkeelCommand.all(Terminal::plain));
    spec.commandLine().getOut().print(script);
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
