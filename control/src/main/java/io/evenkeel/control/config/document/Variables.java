package io.evenkeel.control.config.document;

import io.evenkeel.control.config.document.Value.Form;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code ${NAME}} and {@code ${NAME:-default}} in scalars; a second dollar sign before the
 * brace stands for the characters themselves. Works on the parsed scalar, so that no value of a
 * variable can change the structure of the file, and does not look into what it has put in.
 */
final class Variables {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}|\\$\\{");

  private final Map<String, String> environment;
  private final Findings findings;
  private final Budget budget;

  Variables(Map<String, String> environment, Findings findings, Budget budget) {
    this.environment = Map.copyOf(environment);
    this.findings = findings;
    this.budget = budget;
  }

  /** {@code scalar} with its variables replaced; itself when it has none. */
  Scalar substitute(Scalar scalar) {
    if (!scalar.text().contains("${")) {
      return scalar;
    }
    StringBuilder out = new StringBuilder();
    Matcher matcher = REFERENCE.matcher(scalar.text());
    int from = 0;
    boolean replaced = false;
    while (matcher.find()) {
      out.append(scalar.text(), from, matcher.start());
      from = matcher.end();
      replaced |= !matcher.group().equals("$${");
      String value = valueOf(matcher, scalar);
      if (!budget.takesSubstituted(value.length())) {
        tooLong(scalar, Budget.MAX_SUBSTITUTED);
        return scalar;
      }
      out.append(value);
      if (out.length() > Budget.MAX_SCALAR) {
        tooLong(scalar, Budget.MAX_SCALAR);
        return scalar;
      }
    }
    String text = out.append(scalar.text(), from, scalar.text().length()).toString();
    return new Scalar(scalar.place(), text, replaced ? Form.SUBSTITUTED : scalar.form());
  }

  private String valueOf(Matcher matcher, Scalar scalar) {
    if (matcher.group().equals("$${")) {
      return "${";
    }
    String name = matcher.group(1);
    Place place = placeOf(matcher, scalar);
    if (name == null) {
      findings.add(
          Code.BAD_VARIABLE,
          "",
          place.span(),
          "\"${\" without a variable's name and \"}\" after it",
          "write ${NAME} or ${NAME:-default}; for the characters themselves write $${");
      return "";
    }
    String value = environment.get(name);
    String otherwise = matcher.group(2);
    if (value == null && otherwise == null) {
      findings.add(
          Code.VARIABLE_UNSET,
          "",
          place.span(),
          "environment variable " + Quoted.printable(name) + " is not set",
          "set it, or give a default: ${" + Quoted.printable(name) + ":-default}");
      return "";
    }
    return value != null ? value : otherwise == null ? "" : otherwise;
  }

  private void tooLong(Scalar scalar, int limit) {
    findings.add(
        Code.TOO_LARGE,
        "",
        scalar.place().span(),
        "variables make the text longer than " + limit + " characters",
        "put long texts elsewhere");
  }

  /** Of the reference itself where it stands in the file as it does in the value. */
  private static Place placeOf(Matcher matcher, Scalar scalar) {
    Place whole = scalar.place();
    String line = whole.source().line(whole.line());
    int shift = scalar.form() == Form.QUOTED ? 1 : 0;
    int inValue = scalar.text().codePointCount(0, matcher.start());
    int column = whole.column() + shift + inValue;
    int inLine = column - 1;
    if (inLine > line.codePointCount(0, line.length())
        || !line.startsWith(matcher.group(), line.offsetByCodePoints(0, inLine))) {
      return whole;
    }
    int length = matcher.group().codePointCount(0, matcher.group().length());
    return new Place(whole.source(), whole.line(), column, length);
  }
}
