package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.document.Value.Listing;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list, or where it says so a single value for a list of one. Items with an error are left out of
 * what is read, so that the others can still be checked against each other.
 */
public final class ListOf<T> implements Type<List<T>> {
  private final Type<T> element;
  private final boolean orSingle;

  private ListOf(Type<T> element, boolean orSingle) {
    this.element = element;
    this.orSingle = orSingle;
  }

  public static <T> ListOf<T> many(Type<T> element) {
    return new ListOf<>(element, false);
  }

  public static <T> ListOf<T> oneOrMany(Type<T> element) {
    return new ListOf<>(element, true);
  }

  /** Of one item. */
  public Type<T> element() {
    return element;
  }

  @Override
  public @Nullable List<T> read(Value value, Scope scope) {
    if (value instanceof Listing listing) {
      return readItems(listing, scope);
    }
    if (orSingle && !(value instanceof Scalar scalar && scalar.isNull())) {
      T single = element.read(value, scope);
      return single == null ? null : List.of(single);
    }
    scope.report(
        Code.WRONG_TYPE,
        value.place(),
        scope.key() + " is " + value.described() + " (expected: " + expected() + ")",
        "write a list: [ ... ], or a line with \"- \" for each");
    return null;
  }

  private List<T> readItems(Listing listing, Scope scope) {
    List<T> items = new ArrayList<>(listing.items().size());
    for (int i = 0; i < listing.items().size(); i++) {
      T item = element.read(listing.items().get(i), scope.at(i));
      if (item != null) {
        items.add(item);
      }
    }
    return items;
  }

  @Override
  public String expected() {
    return orSingle ? element.expected() + ", or a list of them" : "a list";
  }

  @Override
  public String label() {
    return (orSingle ? "one or a list of: " : "list of: ") + element.label();
  }

  @Override
  public Map<String, Object> jsonSchema() {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("type", "array");
    list.put("items", element.jsonSchema());
    return orSingle ? Map.of("anyOf", List.of(element.jsonSchema(), list)) : list;
  }
}
