package io.evenkeel.control.store;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code audit.head}: number and hash of the last two lines of the audit, each with a
 * checksum, written by turns in place. Where a write is cut off, the other one counts: the chain
 * may be one line further than the head, never the other way round.
 */
final class AuditHead {
  private static final int CHECK_LENGTH = 8;
  private static final int LENGTH = 19 + 1 + Sha256.HEX_LENGTH + 1 + CHECK_LENGTH + 1;
  private static final Pattern SLOT = Pattern.compile("((\\d{19}) ([0-9a-f]{64})) ([0-9a-f]{8})\n");

  private AuditHead() {}

  /** Where in the file {@code link} belongs. */
  static long position(AuditScan.Link link) {
    return link.seq() % 2 * LENGTH;
  }

  static byte[] of(AuditScan.Link link) {
    String text = String.format(Locale.ROOT, "%019d %s", link.seq(), link.hash());
    return (text + " " + check(text) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  /** The furthest line that is named in {@code file}; empty: none can be read. */
  static Optional<AuditScan.Link> furthest(byte[] file) {
    Optional<AuditScan.Link> furthest = Optional.empty();
    for (int at = 0; at + LENGTH <= file.length; at += LENGTH) {
      Matcher slot = SLOT.matcher(new String(file, at, LENGTH, StandardCharsets.ISO_8859_1));
      if (slot.matches() && check(slot.group(1)).equals(slot.group(4))) {
        long seq = Long.parseLong(slot.group(2));
        if (furthest.isEmpty() || seq > furthest.get().seq()) {
          furthest = Optional.of(new AuditScan.Link(seq, slot.group(3)));
        }
      }
    }
    return furthest;
  }

  private static String check(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.US_ASCII)).substring(0, CHECK_LENGTH);
  }
}
