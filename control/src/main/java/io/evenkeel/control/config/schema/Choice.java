package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.finding.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of a few words. Some may be reserved: known, but not available yet. */
public final class Choice<T> implements Type<T> {
  private final Map<String, T> words;
  private final Map<String, Capability> reserved;
  private final ScalarType<T> scalar;

  private Choice(Map<String, T> words, Map<String, Capability> reserved) {
    this.words = words;
    this.reserved = reserved;
    Map<String, Object> schema = Map.of("enum", asWritten(words));
    this.scalar = ScalarType.<T>text("one of", expectedOf(words), this::parse).describedBy(schema);
  }

  /** The words in the order of {@code words}. */
  public static <T> Choice<T> of(Map<String, T> words) {
    return new Choice<>(new LinkedHashMap<>(words), Map.of());
  }

  /** Words that mean themselves. */
  public static Choice<String> of(String... words) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String word : words) {
      all.put(word, word);
    }
    return new Choice<>(all, Map.of());
  }

  /** With {@code names} known, but refused until {@code capability} is there. */
  public Choice<T> reserving(Capability capability, String... names) {
    Map<String, Capability> more = new LinkedHashMap<>(reserved);
    for (String name : names) {
      more.put(name, capability);
    }
    return new Choice<>(words, more);
  }

  private @Nullable T parse(String text, Site site) {
    T meaning = words.get(text);
    Capability capability = reserved.get(text);
    if (meaning == null && capability != null) {
      site.complain(
          Code.NOT_AVAILABLE,
          site.name() + " " + Quoted.of(text) + " is not available yet",
          "use " + String.join(" or ", words.keySet()) + "; it comes with " + capability.words());
    } else if (meaning == null) {
      List<String> known = new ArrayList<>(words.keySet());
      known.addAll(reserved.keySet());
      site.complain(
          Code.NO_SUCH_CHOICE,
          site.name() + " " + Quoted.of(text) + " (expected: " + expected() + ")",
          Suggestion.didYouMean(text, known, "choose one of those expected"));
    }
    return meaning;
  }

  @Override
  public @Nullable T read(Value value, Scope scope) {
    return scalar.read(value, scope);
  }

  @Override
  public String expected() {
    return scalar.expected();
  }

  @Override
  public String label() {
    return String.join(", ", words.keySet().stream().map(w -> "`" + w + "`").toList());
  }

  @Override
  public Map<String, Object> jsonSchema() {
    return scalar.jsonSchema();
  }

  /** Numbers are words as well, with and without quotes. */
  private static List<Object> asWritten(Map<String, ?> words) {
    List<Object> all = new ArrayList<>(words.keySet());
    words.keySet().stream()
        .filter(word -> word.chars().allMatch(Character::isDigit))
        .forEach(word -> all.add(Integer.valueOf(word)));
    return all;
  }

  private static <T> String expectedOf(Map<String, T> words) {
    return String.join(", ", words.keySet());
  }
}
