package io.evenkeel.control.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;

/**
 * One immutable version of the configuration.
 *
 * @param number 1 is the first; never used twice
 * @param author who proposed it
 * @param reason in the author's words; may be empty
 * @param plan id of the plan it came from; empty: the first of a new store
 * @param approvedBy who said yes
 * @param outcome what became of it
 * @param why for people: the guard that undid it; empty when there is nothing to say
 * @param hash SHA-256 over {@code files}
 * @param files the texts it was read from, the main file first; empty in a list of revisions, where
 *     nobody reads them: ask for the one
 */
public record Revision(
    long number,
    Instant at,
    String author,
    String reason,
    String plan,
    List<String> approvedBy,
    Outcome outcome,
    String why,
    String hash,
    List<SourceFile> files) {
  /** What became of a revision. */
  public enum Outcome {
    /** Recorded before it took effect; where a process died, nobody knows more. */
    STARTED,
    /** Was served and stayed: the newest of these is the last known good. */
    COMMITTED,
    ROLLED_BACK
  }

  /**
   * One file of a configuration.
   *
   * @param name as the operator named it, absolute
   * @param text UTF-8, with its variables not yet substituted
   */
  public record SourceFile(String name, String text) {}

  public Revision {
    approvedBy = List.copyOf(approvedBy);
    files = List.copyOf(files);
  }

  /** The same revision after something became of it. */
  public Revision with(Outcome outcome, String why) {
    return new Revision(number, at, author, reason, plan, approvedBy, outcome, why, hash, files);
  }

  Revision withFiles(List<SourceFile> others) {
    return new Revision(number, at, author, reason, plan, approvedBy, outcome, why, hash, others);
  }

  /** SHA-256 over names and texts in their order, each with its length, in hexadecimal. */
  public static String hashOf(List<SourceFile> files) {
    MessageDigest digest = Sha256.digest();
    for (SourceFile file : files) {
      for (String part : List.of(file.name(), file.text())) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
