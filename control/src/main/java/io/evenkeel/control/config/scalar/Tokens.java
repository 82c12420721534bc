package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.HashKey;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Methods, header names and values, cookie names: what goes into messages unescaped. */
public final class Tokens {
  private static final String HEADER = "header:";
  private static final String COOKIE = "cookie:";

  /** Those that frame a message or belong to the connection: ours alone. */
  private static final Set<String> OWNED =
      Set.of(
          "connection",
          "content-length",
          "host",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public static final ScalarType<String> METHOD =
      ScalarType.text("method", "a method such as GET", Tokens::method);

  public static final ScalarType<String> HEADER_VALUE =
      ScalarType.text("header value", "a header value", Tokens::headerValue);

  public static final ScalarType<String> COOKIE_NAME =
      ScalarType.text("cookie name", "a cookie name such as ek_api", Tokens::cookieName);

  public static final ScalarType<HashKey> HASH_KEY =
      ScalarType.pattern(
          "`source`, `path`, `header:NAME`, `cookie:NAME`",
          "source, path, header:NAME or cookie:NAME",
          "source|path|header:.+|cookie:.+",
          Tokens::hashKey);

  private Tokens() {}

  /** The name of any header, in lower case. */
  public static @Nullable String headerName(String text, Site site) {
    if (Characters.isToken(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    site.complain(
        Code.BAD_HEADER_NAME,
        "header name " + Quoted.of(text) + " has characters it cannot have",
        "use letters, digits and dashes");
    return null;
  }

  /** The name of a header a check may send, in lower case. */
  public static @Nullable String checkHeaderName(String text, Site site) {
    String name = headerName(text, site);
    if (name == null || !OWNED.contains(name)) {
      return name;
    }
    site.complain(
        Code.BAD_HEADER_NAME,
        "header " + Quoted.of(text) + " of a check is set by the balancer",
        name.equals("host") ? "use the key host of the check" : "remove it");
    return null;
  }

  private static @Nullable String headerValue(String text, Site site) {
    if (Characters.isFieldValue(text)) {
      return text;
    }
    site.complain(
        Code.BAD_HEADER_VALUE,
        "value "
            + Quoted.of(text)
            + " of header "
            + Quoted.printable(site.name())
            + " has characters that cannot be sent",
        "use visible ASCII, with spaces only inside");
    return null;
  }

  private static @Nullable String method(String text, Site site) {
    boolean upper = text.equals(text.toUpperCase(Locale.ROOT));
    if (Characters.isToken(text) && upper) {
      return text;
    }
    site.complain(
        Code.BAD_METHOD,
        "method " + Quoted.of(text) + " is no request method",
        upper
            ? "write one such as GET"
            : "methods are upper case: " + Quoted.printable(text.toUpperCase(Locale.ROOT)));
    return null;
  }

  private static @Nullable String cookieName(String text, Site site) {
    if (Characters.isToken(text)) {
      return text;
    }
    site.complain(
        Code.BAD_COOKIE_NAME,
        "cookie name " + Quoted.of(text) + " has characters it cannot have",
        "use letters, digits, dash and underscore");
    return null;
  }

  private static @Nullable HashKey hashKey(String text, Site site) {
    if (text.equals("source")) {
      return new HashKey.Source();
    }
    if (text.equals("path")) {
      return new HashKey.Path();
    }
    if (text.startsWith(HEADER)) {
      String name = headerName(text.substring(HEADER.length()).strip(), site);
      return name == null ? null : new HashKey.Header(name);
    }
    if (text.startsWith(COOKIE)) {
      String name = cookieName(text.substring(COOKIE.length()).strip(), site);
      return name == null ? null : new HashKey.Cookie(name);
    }
    site.complain(
        Code.BAD_HASH_KEY,
        "hash-on " + Quoted.of(text) + " names nothing that can be hashed",
        "write source, path, header:NAME or cookie:NAME");
    return null;
  }
}
