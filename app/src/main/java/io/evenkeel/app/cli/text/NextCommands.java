package io.evenkeel.app.cli.text;

/**
 * Commands to type next, complete: with the options that the present command was given to reach the
 * balancer.
 *
 * @param file the configuration in the words of whoever typed the command; empty: none was named
 * @param options such as {@code --admin http://10.0.0.1:9900}; may be empty
 */
public record NextCommands(String file, String options) {
  /** {@code evenkeel plan evenkeel.yaml}. */
  public String plan() {
    return command("plan " + (file.isEmpty() ? "FILE" : quoted(file)));
  }

  public String apply(PlanView plan, boolean yes) {
    return command("apply --plan " + plan.id() + (yes ? " --yes" : ""));
  }

  public String breakGlass(PlanView plan) {
    return command("apply --plan " + plan.id() + " --break-glass --reason \"WHY\"");
  }

  public String of(String words) {
    return command(words);
  }

  private String command(String words) {
    return "evenkeel " + words + (options.isEmpty() ? "" : " " + options);
  }

  /** As a shell takes it for one word. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
