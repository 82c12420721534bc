package io.evenkeel.control.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The members of a JSON object, strictly: what is missing is an IllegalArgumentException. */
record Fields(JsonNode object) {
  JsonNode member(String name) {
    JsonNode value = object.get(name);
    if (value == null) {
      throw new IllegalArgumentException("it has no member \"" + name + "\"");
    }
    return value;
  }

  Fields in(String name) {
    return new Fields(member(name));
  }

  String text(String name) {
    return text(member(name));
  }

  static String text(JsonNode value) {
    return value.asString();
  }

  long number(String name) {
    return member(name).asLong();
  }

  int count(String name) {
    return member(name).asInt();
  }

  boolean flag(String name) {
    return member(name).asBoolean();
  }

  double fraction(String name) {
    return fraction(member(name));
  }

  /** JSON has no NaN and no infinity: those are written as texts. */
  static double fraction(JsonNode value) {
    return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asString());
  }

  Instant instant(String name) {
    return Instant.parse(text(name));
  }

  <E extends Enum<E>> E word(String name, Class<E> type) {
    return valueOf(text(name), type);
  }

  static <E extends Enum<E>> E valueOf(String word, Class<E> type) {
    return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** As {@link #valueOf} reads it: {@code needs-approval}. */
  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  List<String> texts(String name) {
    List<String> all = new ArrayList<>();
    member(name).values().forEach(v -> all.add(text(v)));
    return all;
  }

  <T> List<T> list(String name, Function<Fields, T> element) {
    List<T> all = new ArrayList<>();
    member(name).values().forEach(v -> all.add(element.apply(new Fields(v))));
    return all;
  }

  <T> Map<String, T> map(String name, Function<JsonNode, T> value) {
    Map<String, T> all = new LinkedHashMap<>();
    member(name).properties().forEach(p -> all.put(p.getKey(), value.apply(p.getValue())));
    return all;
  }
}
