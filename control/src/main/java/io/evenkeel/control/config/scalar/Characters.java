package io.evenkeel.control.config.scalar;

import java.util.regex.Pattern;

/** Which characters may go where on the wire (RFC 9110 section 5.6.2, RFC 3986). */
final class Characters {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

  private Characters() {}

  /** A method, the name of a field, the name of a cookie. */
  static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  /** Only visible ASCII: nothing that could end a line or a word of a message. */
  static boolean isVisible(String text) {
    return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  /** Visible ASCII with spaces and tabs inside. */
  static boolean isFieldValue(String text) {
    return text.equals(text.strip())
        && text.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
  }

  /** Without control characters, line breaks included. */
  static boolean isPrintable(String text) {
    return text.chars().noneMatch(Character::isISOControl);
  }

  /** Every {@code %} is followed by two hexadecimal digits. */
  static boolean hasWholeEscapes(String text) {
    for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
      if (at + 2 >= text.length()
          || Character.digit(text.charAt(at + 1), 16) < 0
          || Character.digit(text.charAt(at + 2), 16) < 0) {
        return false;
      }
    }
    return true;
  }
}
