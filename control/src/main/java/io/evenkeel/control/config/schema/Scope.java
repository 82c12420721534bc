package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.core.change.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in the configuration a value is read, and where its findings go. Linked to its parent, so
 * that a path is only spelled out when there is something to say. Called from the thread that
 * reads.
 */
public final class Scope {
  private final Findings findings;
  private final References references;
  private final @Nullable Scope parent;
  private final String step;

  private Scope(Findings findings, References references, @Nullable Scope parent, String step) {
    this.findings = findings;
    this.references = references;
    this.parent = parent;
    this.step = step;
  }

  /** The whole configuration. */
  public static Scope root(Findings findings, References references) {
    return new Scope(findings, references, null, "");
  }

  /** The value at {@code key} in here. */
  public Scope at(String key) {
    return new Scope(findings, references, this, key);
  }

  /** The list item at {@code index} (0 is the first) in here. */
  public Scope at(int index) {
    return at("[" + index + "]");
  }

  /** The key that is read, the list's for an item; fit for a message. */
  public String key() {
    return Quoted.printable(name());
  }

  /** The same as it is written in the file. */
  public String name() {
    return parent != null && step.startsWith("[") ? parent.name() : step;
  }

  /** What has to be checked when everything is read. */
  public References references() {
    return references;
  }

  /** Whether findings are still shown, so that costly wording pays. */
  public boolean isHeard() {
    return !findings.areFull();
  }

  /** How many errors there are so far, here and elsewhere. */
  public int errors() {
    return findings.errors();
  }

  /** {@code pools.api.servers}. */
  public String path() {
    if (parent == null) {
      return "";
    }
    String before = parent.path();
    String here = Quoted.printable(step);
    return before.isEmpty() || step.startsWith("[") ? before + here : before + "." + here;
  }

  /** Adds a finding at {@code place}. */
  public void report(Code code, Place place, String message, String help) {
    findings.add(code, path(), place.span(), message, help);
  }

  /** Adds a finding at {@code place} that was concluded from {@code evidence}. */
  public void report(Code code, Place place, String message, String help, List<String> evidence) {
    findings.add(
        new Finding(code.id(), code.severity(), path(), place.span(), message, evidence, help));
  }
}
