package io.evenkeel.control.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One audit file, checked line by line.
 *
 * @param whole bytes up to the end of its last line
 * @param end of the chain in it
 * @param breaks what does not follow what is before it, for people
 * @param torn what is after the last line: a write that was cut off
 */
// Made here, read once by AuditLog, compared by nobody.
@SuppressWarnings("ArrayRecordComponent")
record AuditScan(long whole, Link end, List<String> breaks, byte[] torn) {
  /** A place in the chain: a line's number and hash. */
  record Link(long seq, String hash) {
    static final Link NONE = new Link(0, AuditLine.NO_HASH);
  }

  /** Reads {@code content}, which should go on after {@code before}. */
  static AuditScan of(byte[] content, Link before) {
    List<String> breaks = new ArrayList<>();
    Link at = before;
    int from = 0;
    for (int number = 1; from < content.length; number++) {
      int to = lineEnd(content, from);
      String line = new String(content, from, to - from, StandardCharsets.UTF_8);
      Optional<AuditLine.Frame> frame = AuditLine.frame(line);
      boolean isLast = to + 1 >= content.length;
      if (to == content.length || (frame.isEmpty() && isLast)) {
        break;
      }
      long seq = frame.map(AuditLine.Frame::seq).orElse(at.seq() + 1);
      if (frame.isEmpty()) {
        breaks.add("line " + number + " is no audit line");
      } else if (seq != at.seq() + 1 || !frame.get().prev().equals(at.hash())) {
        breaks.add("line " + number + " (seq " + seq + ") does not follow seq " + at.seq());
      }
      at = new Link(seq, Sha256.of(content, from, to));
      from = to + 1;
    }
    return new AuditScan(from, at, breaks, Arrays.copyOfRange(content, from, content.length));
  }

  /** The last whole line of {@code content}. */
  static Link last(byte[] content) {
    int end = content.length - 1;
    while (end >= 0 && content[end] != '\n') {
      end--;
    }
    int from = end;
    while (from > 0 && content[from - 1] != '\n') {
      from--;
    }
    if (end <= 0) {
      return Link.NONE;
    }
    String line = new String(content, from, end - from, StandardCharsets.UTF_8);
    long seq = AuditLine.frame(line).map(AuditLine.Frame::seq).orElse(0L);
    return new Link(seq, Sha256.of(content, from, end));
  }

  /** Where the line that begins at {@code from} ends; the end of the file when it does not. */
  private static int lineEnd(byte[] content, int from) {
    int at = from;
    while (at < content.length && content[at] != '\n') {
      at++;
    }
    return at;
  }
}
