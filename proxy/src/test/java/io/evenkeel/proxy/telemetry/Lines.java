package io.evenkeel.proxy.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Entries to write and lines read back, for the tests of this package. */
final class Lines {
  private static final JsonMapper JSON = new JsonMapper();

  private Lines() {}

  /** A request as they come: a line of about 300 bytes. */
  static AccessEntry typical(AccessEntry entry) {
    entry.clear();
    return entry
        .startEpochMicros(1_790_000_000_123_456L)
        .text(LogText.LISTENER, bytes("web"))
        .text(LogText.CLIENT, bytes("192.0.2.17"))
        .text(LogText.METHOD, bytes("GET"))
        .text(LogText.TARGET, bytes("/v1/customers/4711/orders?page=2"))
        .text(LogText.HOST, bytes("api.example.com"))
        .text(LogText.ROUTE, bytes("0"))
        .text(LogText.POOL, bytes("api"))
        .text(LogText.SERVER, bytes("api-1"))
        .status(200)
        .bytes(312, 2048)
        .totalNanos(3_141_592)
        .serverNanos(2_718_281)
        .attempts(1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static JsonNode parse(String line) {
    return JSON.readTree(line);
  }

  /** Every whole line of {@code file}, which must parse; empty when it does not exist. */
  static List<JsonNode> of(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    if (Files.exists(file)) {
      String text = Files.readString(file, ISO_8859_1);
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        lines.add(parse(line));
      }
    }
    return lines;
  }
}
