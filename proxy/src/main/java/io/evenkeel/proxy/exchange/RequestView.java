package io.evenkeel.proxy.exchange;

import io.evenkeel.core.route.RequestHead;
import io.evenkeel.proxy.http1.Fields;
import io.evenkeel.proxy.http1.KnownField;
import io.evenkeel.proxy.http1.Method;
import io.evenkeel.proxy.http1.RequestHeadParser;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The request that a loop has just parsed, as routing sees it: strings are made when a route asks,
 * and kept for the next route that does. Valid until the loop parses again; confined to the loop.
 */
final class RequestView implements RequestHead {
  private final RequestHeadParser parser;
  private byte[] bytes = new byte[0];
  private @Nullable String method;
  private @Nullable String host;
  private @Nullable String path;

  RequestView(RequestHeadParser parser) {
    this.parser = parser;
  }

  RequestView over(byte[] parsedBytes) {
    bytes = parsedBytes;
    method = null;
    host = null;
    path = null;
    return this;
  }

  @Override
  public String method() {
    String known = method;
    if (known == null) {
      known =
          parser.method() == Method.OTHER
              ? text(parser.methodStart(), parser.methodEnd())
              : parser.method().name();
      method = known;
    }
    return known;
  }

  @Override
  public String host() {
    String known = host;
    if (known == null) {
      known = text(parser.hostStart(), nameEnd(hostNameEnd())).toLowerCase(Locale.ROOT);
      host = known;
    }
    return known;
  }

  @Override
  public String path() {
    String known = path;
    if (known == null) {
      known = NormalPath.of(bytes, parser.pathStart(), parser.pathEnd());
      path = known;
    }
    return known;
  }

  @Override
  public @Nullable String header(String lowerCaseName) {
    Fields fields = parser.fields();
    for (int i = 0; i < fields.count(); i++) {
      if (isNamed(fields.nameStart(i), fields.nameEnd(i), lowerCaseName)) {
        return text(fields.valueStart(i), fields.valueEnd(i));
      }
    }
    return null;
  }

  /** Whether a route asked for the path, and it can be read in two ways. */
  @SuppressWarnings("ReferenceEquality") // the constant itself
  boolean isAmbiguous() {
    return path == NormalPath.AMBIGUOUS;
  }

  /** The values of all X-Forwarded-For lines as the one list they are; null when there is none. */
  @Nullable String forwardedFor() {
    Fields fields = parser.fields();
    String all = null;
    for (int i = 0; i < fields.count(); i++) {
      if (fields.known(i) == KnownField.X_FORWARDED_FOR) {
        String value = text(fields.valueStart(i), fields.valueEnd(i));
        all = all == null ? value : all + "," + value;
      }
    }
    return all;
  }

  /** The value of a cookie; null when the request has none of this name. */
  @Nullable String cookie(String name) {
    String cookies = header("cookie");
    if (cookies == null) {
      return null;
    }
    for (int from = 0; from < cookies.length(); ) {
      int semicolon = cookies.indexOf(';', from);
      int end = semicolon < 0 ? cookies.length() : semicolon;
      int equals = cookies.indexOf('=', from);
      if (equals >= 0 && equals < end && cookies.substring(from, equals).strip().equals(name)) {
        return cookies.substring(equals + 1, end).strip();
      }
      from = end + 1;
    }
    return null;
  }

  // The dot of the root: "example.com." is "example.com" to resolvers and to most servers.
  private int nameEnd(int end) {
    return end > parser.hostStart() + 1 && bytes[end - 1] == '.' ? end - 1 : end;
  }

  private int hostNameEnd() {
    int end = parser.hostEnd();
    int start = parser.hostStart();
    for (int i = end - 1; i >= start && bytes[i] != ']'; i--) {
      if (bytes[i] == ':') {
        return i;
      }
    }
    return end;
  }

  private boolean isNamed(int from, int to, String lowerCaseName) {
    if (to - from != lowerCaseName.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      int letter = bytes[i];
      if (letter >= 'A' && letter <= 'Z') {
        letter |= 0x20;
      }
      if (letter != lowerCaseName.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
