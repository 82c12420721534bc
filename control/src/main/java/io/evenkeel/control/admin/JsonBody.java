package io.evenkeel.control.admin;

import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.finding.Suggestion;
import io.evenkeel.control.config.scalar.Durations;
import java.time.Duration;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The fields of a body: a JSON object of known fields, each of one type. */
final class JsonBody {
  /** Strict: a field that stands there twice could be read differently by two readers. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /**
   * Of {@code text}; an empty one is an object without fields.
   *
   * @param known names of the fields there may be
   */
  static JsonBody of(String text, String... known) throws Unacceptable {
    JsonNode object = parse(text.isBlank() ? "{}" : text);
    if (!object.isObject()) {
      throw bad("the body is no JSON object");
    }
    List<String> names = List.of(known);
    for (String name : object.propertyNames()) {
      if (!names.contains(name)) {
        throw bad(
            "unknown field "
                + Quoted.of(name)
                + ": "
                + Suggestion.didYouMean(name, names, "known are " + String.join(", ", names)));
      }
    }
    return new JsonBody(object);
  }

  /** A text; empty when absent. */
  String text(String name) throws Unacceptable {
    JsonNode value = object.path(name);
    if (value.isMissingNode()) {
      return "";
    }
    if (!value.isString()) {
      throw bad("field " + name + " is no text");
    }
    return value.stringValue();
  }

  /** A text that must be there; {@code why} completes "field x is missing: ". */
  String needed(String name, String why) throws Unacceptable {
    String text = text(name);
    if (text.isBlank()) {
      throw bad("field " + name + " is missing: " + why);
    }
    return text;
  }

  /** One line for people, such as a reason; empty when absent. */
  String line(String name) throws Unacceptable {
    String text = text(name);
    if (text.length() > 1_000 || text.chars().anyMatch(Character::isISOControl)) {
      throw bad("field " + name + " is no line of at most 1000 characters");
    }
    return text.strip();
  }

  /** A flag; false when absent. */
  boolean flag(String name) throws Unacceptable {
    JsonNode value = object.path(name);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw bad("field " + name + " is neither true nor false");
    }
    return value.asBoolean(false);
  }

  /** A duration such as {@code 5m}; zero when absent. */
  Duration duration(String name) throws Unacceptable {
    String text = text(name);
    if (text.isEmpty()) {
      return Duration.ZERO;
    }
    Duration duration = Durations.of(text);
    if (duration == null) {
      throw bad("field " + name + " is no duration such as 500ms, 2s, 5m or 1h, 8760h at most");
    }
    return duration;
  }

  static Unacceptable bad(String detail) {
    return new Unacceptable(400, "bad-request", detail);
  }

  private static JsonNode parse(String text) throws Unacceptable {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      // Where, not what: the message of the parser quotes the body.
      throw bad("the body is no JSON" + at(e));
    }
  }

  private static String at(JacksonException e) {
    var where = e.getLocation();
    return where == null ? "" : ": line " + where.getLineNr() + ", column " + where.getColumnNr();
  }
}
