package io.evenkeel.control.store;

import io.evenkeel.core.change.ChangeRequest.Fate;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads the first members of a plan's file and leaves the rest of it unparsed. */
final class PlanHead {
  private PlanHead() {}

  static PlanStore.Head read(byte[] file) throws IOException {
    SealedJson.check(file);
    Map<String, String> texts = new LinkedHashMap<>();
    try (JsonParser parser = SealedJson.MAPPER.createParser(file)) {
      parser.nextToken();
      // The checksum, then id, at and fate: PlanJson writes them first.
      while (texts.size() < 4 && parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        texts.put(name, parser.getString());
      }
      return new PlanStore.Head(
          texts.getOrDefault("id", ""),
          Instant.parse(texts.getOrDefault("at", "")),
          Fields.valueOf(texts.getOrDefault("fate", ""), Fate.class));
    } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
      throw new IOException("it is not a plan: " + e.getMessage(), e);
    }
  }
}
