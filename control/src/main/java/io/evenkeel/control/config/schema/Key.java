package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Source;
import io.evenkeel.control.config.document.Value;
import io.evenkeel.control.config.document.Value.Form;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of keys.
 *
 * @param doc what it does, in Markdown, ending with a full stop
 * @param example a value as it would be written in a file
 * @param shownDefault as the reference shows it; empty: none
 * @param defaultValue what an absent key means; null: nothing, the section decides
 * @param missing what to report when the key is absent; null: it may be
 * @param capability with which it will come; null: it is in effect now
 */
public record Key<T>(
    String name,
    Type<T> type,
    String doc,
    String example,
    String shownDefault,
    @Nullable T defaultValue,
    @Nullable Code missing,
    @Nullable Capability capability) {

  /** A key that may be absent, without a default. */
  public static <T> Key<T> of(String name, Type<T> type, String example, String doc) {
    return new Key<>(name, type, doc, example, "", null, null, null);
  }

  /** With a default that is written in the file's own words. */
  public Key<T> byDefault(String text) {
    return byDefault("`" + text + "`", readDefault(text));
  }

  /** With a default that a text cannot express. */
  public Key<T> byDefault(String shown, T value) {
    return new Key<>(name, type, doc, example, shown, value, missing, capability);
  }

  /** Absent is the same as a section without any of its keys. */
  public Key<T> byDefaultOfItsKeys() {
    Source nowhere = new Source("default of " + name, "");
    return byDefault("its keys' defaults", defaultFrom(new Mapping(nowhere.start(), List.of(), 1)));
  }

  /** Must be written; {@code code} is the finding when it is not. */
  public Key<T> requiredBy(Code code) {
    return new Key<>(name, type, doc, example, "required", null, code, capability);
  }

  /** Known and checked, but refused until {@code coming} is there. */
  public Key<T> notYet(Capability coming) {
    return new Key<>(name, type, doc, example, shownDefault, defaultValue, missing, coming);
  }

  private T readDefault(String text) {
    Source nowhere = new Source("default of " + name, text);
    return defaultFrom(new Scalar(nowhere.start(), text, Form.SUBSTITUTED));
  }

  private T defaultFrom(Value value) {
    Findings findings = new Findings();
    T read = type.read(value, Scope.root(findings, new References()).at(name));
    if (read == null) {
      throw new IllegalStateException("default of " + name + ": " + findings.inOrder());
    }
    return read;
  }
}
