package io.evenkeel.control.config.document;

import io.evenkeel.control.config.finding.Quoted;
import java.util.List;

/**
 * What YAML's data model knows: scalar, list, mapping. Scalars keep their text: which type it has
 * is decided by the key it stands at, never by YAML's guess (so {@code 1.10} stays {@code 1.10}).
 */
public sealed interface Value {
  Place place();

  /** Values in it, itself included, aliases expanded. */
  int size();

  /** For messages: {@code a list}, or the scalar itself. */
  String described();

  /** How a scalar was written, as far as it matters. */
  enum Form {
    PLAIN,
    QUOTED,
    /** With a variable in it: typed anew from the text that results. */
    SUBSTITUTED
  }

  record Scalar(Place place, String text, Form form) implements Value {
    /** Nothing written, or YAML's null. */
    public boolean isNull() {
      return form == Form.PLAIN
          && switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
          };
    }

    @Override
    public int size() {
      return 1;
    }

    @Override
    public String described() {
      return isNull() ? "nothing" : Quoted.of(text);
    }
  }

  record Listing(Place place, List<Value> items, int size) implements Value {
    @Override
    public String described() {
      return "a list";
    }
  }

  /** The entries in the order of the file, no key twice. */
  record Mapping(Place place, List<Entry> entries, int size) implements Value {
    @Override
    public String described() {
      return "a mapping";
    }
  }

  /** One line of a mapping. */
  record Entry(Place place, String key, Value value) {}
}
