package io.evenkeel.control.config.finding;

import io.evenkeel.core.change.Finding;
import io.evenkeel.core.change.SourceSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The findings of one reading, called from the thread that reads. Keeps the first {@value #LIMIT}:
 * nobody reads more, and a hostile file could make millions.
 */
public final class Findings {
  public static final int LIMIT = 1_000;

  private final List<Finding> list = new ArrayList<>();
  private final Map<String, Integer> fileOrder = new LinkedHashMap<>();
  private int errors;
  private boolean overflowed;

  /** Adds a finding without evidence. */
  public void add(Code code, String path, SourceSpan where, String message, String help) {
    add(new Finding(code.id(), code.severity(), path, where, message, List.of(), help));
  }

  /** Says that {@code file} is read now: findings come in the order of the files. */
  public void enter(String file) {
    fileOrder.putIfAbsent(file, fileOrder.size());
  }

  public void add(Finding finding) {
    errors += finding.isError() ? 1 : 0;
    enter(finding.where().file());
    if (list.size() < LIMIT) {
      list.add(finding);
    } else if (!overflowed) {
      overflowed = true;
      list.add(
          new Finding(
              Code.TOO_MANY_FINDINGS.id(),
              Code.TOO_MANY_FINDINGS.severity(),
              "",
              finding.where(),
              "more than " + LIMIT + " findings; the rest is not shown",
              List.of(),
              "correct those above first"));
      errors++;
    }
  }

  /** Whether further findings are dropped, so that their wording need not be worked out. */
  public boolean areFull() {
    return overflowed;
  }

  /** Whether there is an error among them. */
  public boolean haveErrors() {
    return errors > 0;
  }

  /** How many, those that are not shown included. */
  public int errors() {
    return errors;
  }

  /** All of them, file by file, in the order of the text. */
  public List<Finding> inOrder() {
    return list.stream()
        .sorted(
            Comparator.comparing((Finding f) -> overflowed && isOverflow(f))
                .thenComparing(f -> fileOrder.getOrDefault(f.where().file(), 0))
                .thenComparing(f -> f.where().line())
                .thenComparing(f -> f.where().column()))
        .toList();
  }

  private static boolean isOverflow(Finding finding) {
    return finding.code().equals(Code.TOO_MANY_FINDINGS.id());
  }
}
