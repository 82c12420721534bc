package io.evenkeel.app.run;

import io.evenkeel.core.model.Config;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Where a balancer keeps its revisions: in the folder that the file names with {@code state}, else
 * in one of its own for each configuration file, since several balancers of one user share the
 * platform's folder (docs/adr/0008).
 */
final class StorePlace {
  /** The key at the beginning of a line, with a plain or quoted value. */
  private static final Pattern STATE =
      Pattern.compile(
          "(?m)^\"?state\"?[ \\t]*:[ \\t]*([\"']?)"
              // Not what begins anything but a plain text.
              + "([^\\s\"'#\\[{|>&*!][^\"'#\\n]*)\\1[ \\t,]*(?:#.*)?$");

  private StorePlace() {}

  static Path of(Reading reading, RunOptions options) {
    String configured = configured(reading);
    if (!configured.isEmpty()) {
      return Path.of(configured);
    }
    Path file = options.config().toAbsolutePath().normalize();
    CRC32 sum = new CRC32();
    sum.update(file.toString().getBytes(StandardCharsets.UTF_8));
    String name = String.valueOf(file.getFileName()).replaceAll("[^A-Za-z0-9._-]", "_");
    return StateFolder.of("", options.env())
        .path()
        .resolve(name + "-" + HexFormat.of().toHexDigits(sum.getValue(), 8));
  }

  /** What the file says of the state folder; empty: nothing. */
  static String configured(Reading reading) {
    Config config = reading.result().config();
    return config == null ? written(reading) : config.state();
  }

  /**
   * What a file that cannot be used says of it, as far as its text tells: the last good revision is
   * served instead only where it is found.
   */
  private static String written(Reading reading) {
    for (String text : reading.result().sources().texts().values()) {
      Matcher state = STATE.matcher(text);
      if (state.find() && !state.group(2).contains("${")) {
        return state.group(2).strip();
      }
    }
    return "";
  }
}
