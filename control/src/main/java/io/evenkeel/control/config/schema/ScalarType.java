package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.document.Value.Form;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A type written as one text or number. */
public final class ScalarType<T> implements Type<T> {
  /** From the text of a scalar to its meaning. */
  public interface Parser<T> {
    /** Null after a complaint at {@code site}. */
    @Nullable T parse(String text, Site site);
  }

  /** The part of the schema that lets variables stand where a number or a form is expected. */
  static final Map<String, Object> SUBSTITUTED = Map.of("$ref", "#/$defs/substituted");

  private final String label;
  private final String expected;
  private final boolean bare;
  private final Map<String, Object> schema;
  private final Parser<? extends T> parser;

  private ScalarType(
      String label,
      String expected,
      boolean bare,
      Map<String, Object> schema,
      Parser<? extends T> parser) {
    this.label = label;
    this.expected = expected;
    this.bare = bare;
    this.schema = schema;
    this.parser = parser;
  }

  /** Text of any form: numbers are taken as they are written. */
  public static <T> ScalarType<T> text(String label, String expected, Parser<? extends T> parser) {
    Map<String, Object> schema = Map.of("type", List.of("string", "number", "boolean"));
    return new ScalarType<>(label, expected, false, schema, parser);
  }

  /** Text that matches {@code pattern} (ECMA 262, anchored); the parser decides on the rest. */
  public static <T> ScalarType<T> pattern(
      String label, String expected, String pattern, Parser<? extends T> parser) {
    // Ordered, as every schema: the committed file must not differ from run to run.
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    schema.put("pattern", "^(?:" + pattern + ")$");
    return new ScalarType<>(label, expected, false, orSubstituted(schema), parser);
  }

  /** A number or flag: not in quotes, unless it comes from a variable. */
  public static <T> ScalarType<T> bare(
      String label, String expected, Map<String, Object> schema, Parser<? extends T> parser) {
    return new ScalarType<>(label, expected, true, orSubstituted(schema), parser);
  }

  /** As this, but schema {@code schema}. */
  public ScalarType<T> describedBy(Map<String, Object> schema) {
    return new ScalarType<>(label, expected, bare, orSubstituted(schema), parser);
  }

  /** The same text with a further meaning; {@code then} may complain and return null. */
  public <R> ScalarType<R> then(BiFunction<T, Site, @Nullable R> then) {
    Parser<R> both =
        (text, site) -> {
          T value = parser.parse(text, site);
          return value == null ? null : then.apply(value, site);
        };
    return new ScalarType<>(label, expected, bare, schema, both);
  }

  /** Of text that stands at {@code site}; null after a complaint. */
  public @Nullable T parse(String text, Site site) {
    return parser.parse(text, site);
  }

  @Override
  public @Nullable T read(Value value, Scope scope) {
    if (!(value instanceof Scalar scalar) || scalar.isNull()) {
      scope.report(
          Code.WRONG_TYPE,
          value.place(),
          scope.key() + " is " + value.described() + " (expected: " + expected + ")",
          "write " + expected);
      return null;
    }
    if (bare && scalar.form() == Form.QUOTED) {
      scope.report(
          Code.WRONG_TYPE,
          scalar.place(),
          scope.key()
              + " is the text "
              + Quoted.of(scalar.text())
              + " (expected: "
              + expected
              + ")",
          "remove the quotes");
      return null;
    }
    return parser.parse(scalar.text(), new Site(scope, scalar.place()));
  }

  @Override
  public String expected() {
    return expected;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public Map<String, Object> jsonSchema() {
    return schema;
  }

  private static Map<String, Object> orSubstituted(Map<String, Object> schema) {
    Map<String, Object> either = new LinkedHashMap<>();
    either.put("anyOf", List.of(schema, SUBSTITUTED));
    return either;
  }
}
