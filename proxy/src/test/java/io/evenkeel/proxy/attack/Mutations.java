package io.evenkeel.proxy.attack;

import java.util.List;
import java.util.SplittableRandom;

/** Turns messages into those that attackers send. The same seed gives the same messages. */
final class Mutations {
  private static final List<String> LENGTHS =
      List.of(
          "Content-Length: 5",
          "Content-Length: 0",
          "Content-Length: 50",
          "Content-Length: 5, 5",
          "Content-Length: 5, 6",
          "Content-Length: +5",
          "Content-Length: -1",
          "Content-Length: 0x5",
          "Content-Length: 05",
          "Content-Length: 5 5",
          "Content-Length : 5",
          " Content-Length: 5",
          "Content-Length: 5\u000b",
          "Content_Length: 5",
          "Content-Length: 18446744073709551621",
          "content-length:5",
          "Content-Length:",
          "Content-Length: \"5\"",
          "Content-Length\u0000: 5",
          "X: y\nContent-Length: 5",
          "X: y\rContent-Length: 5",
          "Content-Length: 5\r\n Z");
  private static final List<String> CODINGS =
      List.of(
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: chunked;q=1",
          "Transfer-Encoding:\tchunked",
          "Transfer-Encoding: \u000bchunked",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding: CHUNKED",
          "Transfer-Encoding:\r\n chunked",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
          "Transfer_Encoding: chunked",
          "Transfer-Encoding: \"chunked\"",
          "X: y\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\u0000",
          "TE: chunked",
          "Connection: transfer-encoding",
          "Connection: content-length",
          "Connection: host",
          "Upgrade: h2c",
          "Expect: 100-continue");
  private static final List<String> CHUNKS =
      List.of(
          "5\r\nhello\r\n",
          "5;a=b\r\nhello\r\n",
          "5;a=\"\r\n\"\r\nhello\r\n",
          "05\r\nhello\r\n",
          "0x5\r\nhello\r\n",
          "5 \r\nhello\r\n",
          " 5\r\nhello\r\n",
          "5\nhello\r\n",
          "5\r\nhello\n",
          "5\r\nhello",
          "+5\r\nhello\r\n",
          "-5\r\nhello\r\n",
          "100000005\r\nhello\r\n",
          "10000000000000005\r\nhello\r\n",
          "5\r\r\nhello\r\n",
          "5;\nx\r\nhello\r\n",
          "\r\n5\r\nhello\r\n",
          "5_0\r\nhello\r\n",
          "4\r\nhello\r\n");
  private static final List<String> ENDS =
      List.of(
          "0\r\n\r\n",
          "0\r\nX: y\r\n\r\n",
          "0\r\nContent-Length: 5\r\n\r\n",
          "0\r\nX y\r\n\r\n",
          "0\r\n X: y\r\n\r\n",
          "00\r\n\r\n",
          "0\n\n",
          "0\r\n\n",
          "0\r\n\r\r\n",
          "",
          "0;a\r\n\r\n",
          "0\r\nTransfer-Encoding: chunked\r\n\r\n",
          "-0\r\n\r\n");
  private static final List<String> OCTETS =
      List.of(
          "\0", "\r", "\n", "\r\n", " ", "\t", "\u000b", "\u00a0", "\u0085", ":", ";", ",", "\r\n ",
          "0");
  private static final List<String> HOSTS =
      List.of(
          "Host: a",
          "Host: a\r\nHost: b",
          "Host: a, b",
          "Host: a b",
          "Host:",
          "Host: a@b",
          "Host: [::1]:80",
          "Host: a:",
          "Host: a:99999",
          "Host: a/b",
          "Host : a",
          "Host: A.",
          "hOST: a\r\nX: y",
          "Host: a\0",
          "X: y");

  private final SplittableRandom random;

  Mutations(long seed) {
    random = new SplittableRandom(seed);
  }

  int number(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  String of(List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A head with any framing and, behind it, bytes that may or may not be its body. */
  String request(String path) {
    StringBuilder out = new StringBuilder();
    String target =
        switch (number(8)) {
          case 0 -> "http://b" + path;
          case 1 -> "http://a" + path + "?http://b/";
          default -> path;
        };
    out.append(oneIn(2) ? "POST " : "GET ").append(target).append(" HTTP/1.1\r\n");
    out.append(oneIn(4) ? of(HOSTS) : "Host: a").append("\r\n");
    framing(out);
    return bent(out.toString());
  }

  /** The fields of a framing, the end of the head, and a body. */
  void framing(StringBuilder out) {
    switch (number(4)) {
      case 0 -> out.append(of(LENGTHS)).append("\r\n");
      case 1 -> out.append(of(CODINGS)).append("\r\n");
      case 2 -> out.append(of(LENGTHS)).append("\r\n").append(of(CODINGS)).append("\r\n");
      default -> out.append("Transfer-Encoding: chunked\r\n");
    }
    if (oneIn(6)) {
      out.append(of(oneIn(2) ? LENGTHS : CODINGS)).append("\r\n");
    }
    out.append("\r\n");
    if (oneIn(4)) {
      out.append("hello");
    } else {
      for (int i = number(3); i > 0; i--) {
        out.append(of(oneIn(2) ? CHUNKS : CHUNKS.subList(0, 2)));
      }
      out.append(of(oneIn(2) ? ENDS : ENDS.subList(0, 2)));
    }
  }

  /** Up to two octets put in, left out or replaced; mostly none. */
  String bent(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = Math.max(0, number(5) - 2); i > 0 && !out.isEmpty(); i--) {
      int at = number(out.length());
      switch (number(3)) {
        case 0 -> out.insert(at, of(OCTETS));
        case 1 -> out.deleteCharAt(at);
        default -> out.replace(at, at + 1, of(OCTETS));
      }
    }
    return out.toString();
  }
}
