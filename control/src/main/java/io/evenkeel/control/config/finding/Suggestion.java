package io.evenkeel.control.config.finding;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The "did you mean": the candidate with the smallest edit distance, swaps of neighbours counted as
 * one edit (optimal string alignment; Damerau, "A technique for computer detection and correction
 * of spelling errors", 1964).
 */
public final class Suggestion {
  /** Nobody mistypes more than this; keeps the cost of hostile files down. */
  private static final int LONGEST = 64;

  private Suggestion() {}

  /** {@code did you mean "x"?}, or {@code otherwise} when nothing is near. */
  public static String didYouMean(String word, Collection<String> candidates, String otherwise) {
    String closest = closest(word, candidates);
    return closest == null ? otherwise : "did you mean " + Quoted.of(closest) + "?";
  }

  /** The candidate nearest to {@code word}; null when all are too far to be meant. */
  public static @Nullable String closest(String word, Collection<String> candidates) {
    if (word.length() > LONGEST) {
      return null;
    }
    String wanted = folded(word);
    int best = Math.max(1, word.length() / 3) + 1;
    String closest = null;
    for (String candidate : candidates) {
      if (Math.abs(candidate.length() - wanted.length()) < best) {
        int distance = distance(wanted, folded(candidate));
        if (distance < best) {
          best = distance;
          closest = candidate;
        }
      }
    }
    return closest;
  }

  private static String folded(String word) {
    return word.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(last[j], row[j - 1]) + 1);
        if (swapped(a, i, b, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] oldest = beforeLast;
      beforeLast = last;
      last = row;
      row = oldest;
    }
    return last[b.length()];
  }

  private static boolean swapped(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }
}
