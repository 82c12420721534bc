package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.SourceLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration that is proposed, read here: what is judged is what the operator sees.
 *
 * @param asked the file in the operator's words
 * @param name the same from anywhere
 */
record ConfigText(Path asked, String name, String text) implements SourceLines {
  static ConfigText read(GlobalOptions options) throws CommandFailure {
    Path file = options.configFile();
    try {
      String text = Files.readString(file);
      if (text.isBlank()) {
        throw new CommandFailure(ExitCode.REFUSED, file + " is empty");
      }
      return new ConfigText(file, options.configName(), text);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ExitCode.REFUSED, file + ": there is no such file (name it: evenkeel plan FILE)");
    } catch (IOException e) {
      throw new CommandFailure(ExitCode.REFUSED, file + " cannot be read as UTF-8: " + e);
    }
  }

  @Override
  public String line(String file, int number) {
    List<String> lines = file.equals(name) ? text.lines().toList() : included(file);
    return number <= lines.size() ? lines.get(number - 1) : "";
  }

  @Override
  public String shown(String file) {
    return file.equals(name) ? asked.toString() : file;
  }

  /** The balancer read it itself; on this machine it is most likely the same. */
  private static List<String> included(String file) {
    try {
      return Files.readAllLines(Path.of(file));
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }
}
