package io.evenkeel.control.config.scalar;

import io.evenkeel.core.model.AddressBytes;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * IPv4 and IPv6 literals. Own, because those of the JDK also take {@code 1.2}, {@code 0x7f.1} and
 * scopes, which no operator means.
 */
final class IpLiterals {
  private static final Pattern V4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

  private IpLiterals() {}

  /** Null when {@code text} is no address. */
  static @Nullable AddressBytes parse(String text) {
    return text.indexOf(':') >= 0 ? parseV6(text) : parseV4(text);
  }

  private static @Nullable AddressBytes parseV4(String text) {
    if (!V4.matcher(text).matches()) {
      return null;
    }
    byte[] bytes = new byte[4];
    int at = 0;
    for (String part : text.split("\\.", -1)) {
      bytes[at++] = (byte) Integer.parseInt(part);
    }
    return new AddressBytes(bytes);
  }

  private static @Nullable AddressBytes parseV6(String text) {
    int gap = text.indexOf("::");
    byte[] head = groups(gap < 0 ? text : text.substring(0, gap));
    byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2));
    if (head == null || tail == null) {
      return null;
    }
    int length = head.length + tail.length;
    if (gap < 0 ? length != 16 : length > 14) {
      return null;
    }
    byte[] bytes = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
    return new AddressBytes(bytes);
  }

  /** Two bytes per group, four for a dotted quad at the end; null when one is neither. */
  private static byte @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    if (parts.length > 8) {
      return null;
    }
    byte[] bytes = new byte[18];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      AddressBytes quad = i == parts.length - 1 ? parseV4(parts[i]) : null;
      if (quad != null) {
        for (int b = 0; b < 4; b++) {
          bytes[length++] = (byte) quad.at(b);
        }
      } else if (GROUP.matcher(parts[i]).matches()) {
        int group = Integer.parseInt(parts[i], 16);
        bytes[length++] = (byte) (group >> 8);
        bytes[length++] = (byte) group;
      } else {
        return null;
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
