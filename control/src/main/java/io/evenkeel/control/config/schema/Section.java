package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.document.Value.Entry;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.finding.Suggestion;
import io.evenkeel.control.config.schema.Fields.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A mapping with known keys, with a short form for some. */
public final class Section<T> implements Type<T> {
  private final String name;
  private final List<Key<?>> keys;
  private final Map<String, Key<?>> byName = new LinkedHashMap<>();
  private final Function<Fields, @Nullable T> binder;
  private final @Nullable Type<T> shortForm;

  private Section(
      String name,
      List<Key<?>> keys,
      Function<Fields, @Nullable T> binder,
      @Nullable Type<T> shortForm) {
    this.name = name;
    this.keys = List.copyOf(keys);
    this.binder = binder;
    this.shortForm = shortForm;
    for (Key<?> key : keys) {
      byName.put(key.name(), key);
    }
  }

  /**
   * A mapping of {@code keys}.
   *
   * @param name of the reference page's heading
   * @param binder from checked keys to the model; null after a finding
   */
  public static <T> Section<T> of(
      String name, List<Key<?>> keys, Function<Fields, @Nullable T> binder) {
    return new Section<>(name, keys, binder, null);
  }

  /** A section whose keys are checked only: nothing of it has an effect yet. */
  public static Section<Fields> checked(String name, List<Key<?>> keys) {
    return of(name, keys, fields -> fields);
  }

  /** As this, and a scalar of type {@code form} stands for a whole section. */
  public Section<T> orShort(Type<T> form) {
    return new Section<>(name, keys, binder, form);
  }

  public String name() {
    return name;
  }

  /** In the order of the reference. */
  public List<Key<?>> keys() {
    return keys;
  }

  @Override
  public @Nullable T read(Value value, Scope scope) {
    return switch (value) {
      case Mapping mapping -> readMapping(mapping, scope);
      case Scalar scalar when shortForm != null && !scalar.isNull() ->
          shortForm.read(scalar, scope);
      default -> {
        scope.report(
            Code.WRONG_TYPE,
            value.place(),
            scope.key() + " is " + value.described() + " (expected: " + expected() + ")",
            value.described().equals("nothing")
                ? "fill it in, or remove it"
                : "write " + expected());
        yield null;
      }
    };
  }

  private @Nullable T readMapping(Mapping mapping, Scope scope) {
    Map<String, Field> written = HashMap.newHashMap(mapping.entries().size());
    for (Entry entry : mapping.entries()) {
      Key<?> key = byName.get(entry.key());
      if (key == null) {
        unknown(entry, scope);
      } else {
        written.put(entry.key(), field(key, entry, scope.at(entry.key())));
      }
    }
    for (Key<?> key : keys) {
      Code missing = key.missing();
      if (missing != null && !written.containsKey(key.name())) {
        scope.report(
            missing,
            mapping.place(),
            "key " + key.name() + " is missing" + (name.isEmpty() ? "" : " in " + name),
            "add " + key.name() + ": " + key.example());
      }
    }
    return binder.apply(new Fields(scope, mapping.place(), written));
  }

  private static Field field(Key<?> key, Entry entry, Scope scope) {
    int errors = scope.errors();
    Object read = key.type().read(entry.value(), scope);
    boolean sound = read != null && scope.errors() == errors;
    Capability capability = key.capability();
    if (capability != null) {
      scope.report(
          Code.NOT_AVAILABLE,
          entry.place(),
          "key " + key.name() + " is not available yet",
          "remove it; it comes with " + capability.words());
    }
    return new Field(key, entry.place(), entry.value(), read, sound);
  }

  private void unknown(Entry entry, Scope scope) {
    if (!scope.isHeard()) {
      scope.report(Code.UNKNOWN_KEY, entry.place(), "", "");
    } else if (entry.key().equals("<<")) {
      scope.report(
          Code.YAML_FEATURE,
          entry.place(),
          "merge keys are no part of YAML 1.2",
          "write the keys out, or use an alias for the whole value");
    } else {
      scope.report(
          Code.UNKNOWN_KEY,
          entry.place(),
          "unknown key " + Quoted.of(entry.key()) + (name.isEmpty() ? "" : " in " + name),
          Suggestion.didYouMean(
              entry.key(), byName.keySet(), "known here: " + String.join(", ", available())));
    }
  }

  private List<String> available() {
    return keys.stream().filter(key -> key.capability() == null).map(Key::name).toList();
  }

  @Override
  public String expected() {
    return shortForm == null ? "a mapping" : "a mapping, or " + shortForm.expected();
  }

  @Override
  public String label() {
    return shortForm == null ? "section" : "section, or " + shortForm.label();
  }

  @Override
  public Map<String, Object> jsonSchema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    keys.forEach(key -> properties.put(key.name(), schemaOf(key)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    List<String> required =
        keys.stream().filter(key -> key.missing() != null).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return shortForm == null ? schema : Map.of("anyOf", List.of(schema, shortForm.jsonSchema()));
  }

  private static Map<String, Object> schemaOf(Key<?> key) {
    Map<String, Object> schema = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>(List.of(key.doc()));
    Capability capability = key.capability();
    if (capability != null) {
      lines.add("Not available yet: comes with " + capability.words() + ".");
    } else if (!key.shownDefault().isEmpty() && key.missing() == null) {
      lines.add("Default: " + key.shownDefault() + ".");
    }
    schema.put("description", String.join(" ", lines));
    if (capability == null) {
      schema.putAll(key.type().jsonSchema());
    } else {
      schema.put("not", Map.of());
    }
    return schema;
  }
}
