package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.document.Value.Entry;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.finding.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A mapping from names the operator chooses to values of one type, in the order of the file.
 * Entries with an error are left out of what is read, so that the others can still be checked.
 */
public final class Named<K, V> implements Type<Map<K, V>> {
  private final String noun;
  private final ScalarType.Parser<K> names;
  private final Type<V> element;

  private Named(String noun, ScalarType.Parser<K> names, Type<V> element) {
    this.noun = noun;
    this.names = names;
    this.element = element;
  }

  /**
   * Names and what they stand for.
   *
   * @param noun of one name: {@code server}
   * @param names makes the key of the model of a name, or complains
   */
  public static <K, V> Named<K, V> of(String noun, ScalarType.Parser<K> names, Type<V> element) {
    return new Named<>(noun, names, element);
  }

  /** Of one value. */
  public Type<V> element() {
    return element;
  }

  @Override
  public @Nullable Map<K, V> read(Value value, Scope scope) {
    if (!(value instanceof Mapping mapping)) {
      scope.report(
          Code.WRONG_TYPE,
          value.place(),
          scope.key() + " is " + value.described() + " (expected: " + expected() + ")",
          "write a line \"name: ...\" for each");
      return null;
    }
    Map<K, V> all = LinkedHashMap.newLinkedHashMap(mapping.entries().size());
    Map<K, Place> places = LinkedHashMap.newLinkedHashMap(mapping.entries().size());
    for (Entry entry : mapping.entries()) {
      Scope inside = scope.at(entry.key());
      K name = names.parse(entry.key(), new Site(inside, entry.place()));
      V read = element.read(entry.value(), inside);
      if (name == null || read == null) {
        continue;
      }
      Place first = places.putIfAbsent(name, entry.place());
      if (first != null) {
        inside.report(
            Code.DUPLICATE_KEY,
            entry.place(),
            noun + " " + name + " is already on line " + first.line() + " (in other letters)",
            "remove one of the two");
      }
      all.put(name, read);
    }
    return all;
  }

  @Override
  public String expected() {
    return "a mapping from " + noun + " names";
  }

  @Override
  public String label() {
    return noun + " name to " + element.label();
  }

  @Override
  public Map<String, Object> jsonSchema() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", element.jsonSchema());
    return schema;
  }
}
