package io.evenkeel.proxy.http1;

import java.nio.charset.StandardCharsets;

/** Messages as one writes them in a test: "|" is CRLF; \r, \n, \t, \0 and \\ are themselves. */
final class TestBytes {
  private TestBytes() {}

  static byte[] of(String text) {
    StringBuilder out = new StringBuilder(text.length() + 32);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '|') {
        out.append("\r\n");
      } else if (c == '\\') {
        i++;
        switch (text.charAt(i)) {
          case 'r' -> out.append('\r');
          case 'n' -> out.append('\n');
          case 't' -> out.append('\t');
          case '0' -> out.append('\0');
          default -> out.append('\\');
        }
      } else {
        out.append(c);
      }
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
