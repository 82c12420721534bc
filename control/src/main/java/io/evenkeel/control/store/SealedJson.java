package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON files that notice when they are damaged: the first line holds the SHA-256 of all that
 * follows it, and the whole is one JSON object all the same.
 */
final class SealedJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final String BEFORE = "{\"checksum\":\"";
  private static final String AFTER = "\",\n";
  private static final int BODY = BEFORE.length() + Sha256.HEX_LENGTH + AFTER.length();

  private SealedJson() {}

  /** The bytes of a file that holds {@code json}, which is not empty. */
  static byte[] seal(Map<String, ?> json) {
    String whole = MAPPER.writeValueAsString(json);
    String body = whole.substring(whole.indexOf('\n') + 1) + "\n";
    String checksum = Sha256.of(body.getBytes(StandardCharsets.UTF_8));
    return (BEFORE + checksum + AFTER + body).getBytes(StandardCharsets.UTF_8);
  }

  /** Throws what is wrong when {@code file} is not as it was written. */
  static void check(byte[] file) throws IOException {
    if (file.length <= BODY) {
      throw new IOException("it is cut off after " + file.length + " bytes");
    }
    String head = new String(file, 0, BODY, StandardCharsets.ISO_8859_1);
    String checksum = head.substring(BEFORE.length(), BEFORE.length() + Sha256.HEX_LENGTH);
    if (!head.equals(BEFORE + checksum + AFTER)
        || !checksum.equals(Sha256.of(file, BODY, file.length))) {
      throw new IOException("its content does not match its checksum");
    }
  }

  /** The object in {@code file}, which is as it was written. */
  static JsonNode open(byte[] file) throws IOException {
    check(file);
    try {
      return MAPPER.readTree(file);
    } catch (JacksonException e) {
      throw new IOException("it is not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
