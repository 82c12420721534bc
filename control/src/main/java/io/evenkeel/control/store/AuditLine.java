package io.evenkeel.control.store;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of the audit: JSON that begins with its sequence number and ends with the hash of the
 * line before, so both can be checked without parsing what is between.
 */
final class AuditLine {
  /** What the very first line follows. */
  static final String NO_HASH = "0".repeat(Sha256.HEX_LENGTH);

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final Pattern FRAME =
      Pattern.compile("\\{\"seq\":(\\d{1,18}),.*\"prev\":\"([0-9a-f]{64})\"}", Pattern.DOTALL);

  private AuditLine() {}

  /** Without a line break. */
  static byte[] of(long seq, AuditEntry entry, String prev) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seq", seq);
    json.put("at", entry.at().toString());
    json.put("who", entry.who());
    json.put("what", entry.what());
    json.put("subject", entry.subject());
    json.put("reason", entry.reason());
    json.put("plan", entry.plan());
    json.put("revision", entry.revision());
    json.put("result", entry.result());
    json.put("prev", prev);
    return MAPPER.writeValueAsString(json).getBytes(StandardCharsets.UTF_8);
  }

  /** What frames a line. */
  record Frame(long seq, String prev) {}

  /** Empty: this is no line of ours. */
  static Optional<Frame> frame(String line) {
    Matcher matcher = FRAME.matcher(line);
    return matcher.matches()
        ? Optional.of(new Frame(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /** Empty: this is no line of ours. */
  static Optional<AuditEntry> entry(String line) {
    try {
      Fields json = new Fields(MAPPER.readTree(line));
      return Optional.of(
          new AuditEntry(
              json.instant("at"),
              json.text("who"),
              json.text("what"),
              json.text("subject"),
              json.text("reason"),
              json.text("plan"),
              json.number("revision"),
              json.text("result")));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
