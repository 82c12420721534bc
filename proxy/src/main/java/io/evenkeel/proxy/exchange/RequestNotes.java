package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.http1.Fields;
import io.evenkeel.proxy.http1.KnownField;
import io.evenkeel.proxy.http1.RequestHeadParser;
import java.util.Arrays;

/**
 * The few bytes of a request head that the access log wants at the end, when the head itself is
 * long gone. Reused for every request of an exchange; confined to its loop.
 */
final class RequestNotes {
  /** Longer texts are cut in the log, not in what is sent on. */
  private static final int LONGEST = 2048;

  private byte[] bytes = new byte[512];
  private int length;
  int methodEnd;
  int targetEnd;
  int hostEnd;
  int userAgentEnd;
  int requestIdEnd;

  /** The method at 0, then target, host, user agent and request id, each to its end. */
  byte[] bytes() {
    return bytes;
  }

  void take(RequestHeadParser parser, byte[] head) {
    length = 0;
    methodEnd = append(head, parser.methodStart(), parser.methodEnd());
    targetEnd = append(head, parser.targetStart(), parser.targetEnd());
    hostEnd = append(head, parser.hostStart(), parser.hostEnd());
    userAgentEnd = appendField(parser.fields(), KnownField.USER_AGENT, head);
    requestIdEnd = userAgentEnd;
  }

  /** A head that was refused: nothing of it is known for sure. */
  void clear() {
    length = 0;
    methodEnd = 0;
    targetEnd = 0;
    hostEnd = 0;
    userAgentEnd = 0;
    requestIdEnd = 0;
  }

  void requestId(byte[] source, int from, int to) {
    length = userAgentEnd;
    requestIdEnd = append(source, from, to);
  }

  private int appendField(Fields fields, KnownField field, byte[] head) {
    int i = fields.first(field);
    return i < 0 ? length : append(head, fields.valueStart(i), fields.valueEnd(i));
  }

  private int append(byte[] source, int from, int to) {
    int size = Math.min(to - from, LONGEST);
    if (length + size > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + size, bytes.length * 2));
    }
    System.arraycopy(source, from, bytes, length, size);
    length += size;
    return length;
  }
}
