package io.evenkeel.proxy.http1;

import java.util.Arrays;

/**
 * The field lines of one head, as positions in the bytes it was parsed from. Used by one event
 * loop; valid until the next parse.
 *
 * <p>Lines are strict: a token, a colon, a value without control characters, CRLF. Folded lines,
 * white space before the colon, bare CR and bare LF are refused, never repaired: a repaired line is
 * one that somebody else reads differently (RFC 9112 5.1, 5.2, 2.2).
 */
public final class Fields {
  static final int INCOMPLETE = -1;
  static final int REFUSED = -2;

  /** Positions kept per line: line start (= name start), name end, value start, value end. */
  private static final int STRIDE = 4;

  private static final int INITIAL_LINES = 32;

  private int[] positions = new int[INITIAL_LINES * STRIDE];
  private KnownField[] known = new KnownField[INITIAL_LINES];
  private boolean[] withheld = new boolean[INITIAL_LINES];
  private final int[] firstOf = new int[KnownField.COUNT];
  private int count;
  private int linesEnd;
  private long seen;
  private long repeated;
  private Refusal refusal = Refusal.NONE;

  Fields() {}

  public int count() {
    return count;
  }

  public int lineStart(int i) {
    return positions[i * STRIDE];
  }

  public int nameStart(int i) {
    return positions[i * STRIDE];
  }

  public int nameEnd(int i) {
    return positions[i * STRIDE + 1];
  }

  /** Where the value begins, white space around it left out. */
  public int valueStart(int i) {
    return positions[i * STRIDE + 2];
  }

  public int valueEnd(int i) {
    return positions[i * STRIDE + 3];
  }

  /** After the CRLF. */
  public int lineEnd(int i) {
    return i + 1 < count ? positions[(i + 1) * STRIDE] : linesEnd;
  }

  public KnownField known(int i) {
    return known[i];
  }

  /**
   * Whether the field must not be forwarded: it concerns one connection only, was named by
   * Connection, or is for nobody (an Expect in HTTP/1.0). Transfer-Encoding is among them: whoever
   * forwards a chunked body writes the field anew.
   */
  public boolean hopByHop(int i) {
    return withheld[i];
  }

  /** The index of the first line with this name, or -1. */
  public int first(KnownField field) {
    return has(field) ? firstOf[field.index()] : -1;
  }

  public boolean has(KnownField field) {
    return (seen & field.bit()) != 0;
  }

  boolean repeats(KnownField field) {
    return (repeated & field.bit()) != 0;
  }

  /** Whether any of the fields, given as or-ed {@link KnownField#bit}s, is there. */
  boolean hasAny(long bits) {
    return (seen & bits) != 0;
  }

  void withhold(int i) {
    withheld[i] = true;
  }

  Refusal refusal() {
    return refusal;
  }

  void clear() {
    count = 0;
    seen = 0;
    repeated = 0;
    refusal = Refusal.NONE;
  }

  /** Reads lines up to the empty one: the position after it, INCOMPLETE or REFUSED. */
  int parse(byte[] bytes, int from, int to, int maxFields) {
    clear();
    int at = from;
    while (at < to && bytes[at] != '\r') {
      if (count == maxFields) {
        return refuse(Refusal.TOO_MANY_FIELDS);
      }
      at = parseLine(bytes, at, to);
      if (at < 0) {
        return at;
      }
    }
    linesEnd = at;
    return lineBreak(bytes, at, to);
  }

  private int parseLine(byte[] bytes, int from, int to) {
    int nameEnd = ByteClass.skip(bytes, from, to, ByteClass.TOKEN);
    if (nameEnd == to) {
      return INCOMPLETE;
    }
    if (bytes[nameEnd] != ':' || nameEnd == from) {
      return refuse(nameRefusal(bytes, from, nameEnd));
    }
    int valueStart = nameEnd + 1;
    while (valueStart < to && isBlank(bytes[valueStart])) {
      valueStart++;
    }
    int lineBreak = ByteClass.skip(bytes, valueStart, to, ByteClass.VALUE);
    int end = lineBreak(bytes, lineBreak, to);
    if (end >= 0) {
      int valueEnd = lineBreak;
      while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1])) {
        valueEnd--;
      }
      add(KnownField.of(bytes, from, nameEnd), from, nameEnd, valueStart, valueEnd);
    }
    return end;
  }

  private int lineBreak(byte[] bytes, int at, int to) {
    if (at == to) {
      return INCOMPLETE;
    }
    if (bytes[at] != '\r') {
      return refuse(bytes[at] == '\n' ? Refusal.BARE_LF : Refusal.VALUE);
    }
    if (at + 1 == to) {
      return INCOMPLETE;
    }
    return bytes[at + 1] == '\n' ? at + 2 : refuse(Refusal.BARE_CR);
  }

  private void add(KnownField field, int line, int nameEnd, int valueStart, int valueEnd) {
    if (count == known.length) {
      positions = Arrays.copyOf(positions, count * 2 * STRIDE);
      known = Arrays.copyOf(known, count * 2);
      withheld = Arrays.copyOf(withheld, count * 2);
    }
    int slot = count * STRIDE;
    positions[slot] = line;
    positions[slot + 1] = nameEnd;
    positions[slot + 2] = valueStart;
    positions[slot + 3] = valueEnd;
    known[count] = field;
    withheld[count] = field.hopByHop();
    if (field != KnownField.OTHER) {
      if (has(field)) {
        repeated |= field.bit();
      } else {
        seen |= field.bit();
        firstOf[field.index()] = count;
      }
    }
    count++;
  }

  private static Refusal nameRefusal(byte[] bytes, int from, int at) {
    boolean blank = isBlank(bytes[at]);
    if (at == from) {
      return blank ? Refusal.FOLD : bytes[at] == ':' ? Refusal.NAME_EMPTY : Refusal.NAME;
    }
    if (blank) {
      return Refusal.NAME_SPACE;
    }
    return bytes[at] == '\r' || bytes[at] == '\n' ? Refusal.NAME_COLON : Refusal.NAME;
  }

  private static boolean isBlank(byte octet) {
    return octet == ' ' || octet == '\t';
  }

  private int refuse(Refusal why) {
    refusal = why;
    return REFUSED;
  }
}
