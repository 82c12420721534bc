package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.PathPattern;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Paths of routes and checks, and targets of redirects. None can carry a space or line break. */
public final class Paths {
  private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|.*/)\\.\\.?(?:/.*|$)");

  /** Empty segments and parameters, which requests are compared without. */
  private static final Pattern EMPTY_OR_PARAMETER = Pattern.compile(".*(?://|;).*");

  /** Characters that are the same escaped or not, slashes among them. */
  private static final Pattern NEEDLESS_ESCAPE =
      Pattern.compile(
          ".*%(?:2[dDeEfF]|3[0-9]|4[1-9a-fA-F]|5[0-9aAcCfF]|6[1-9a-fA-F]|7[0-9aAeE]).*");

  /** Of a route: {@code "= /old"} is exactly this path, {@code /v1/} all that begins so. */
  public static final ScalarType<PathPattern> PATTERN =
      ScalarType.pattern(
          "path, or `= ` path", "a path such as /v1/ or \"= /old\"", "(= ?)?/.*", Paths::pattern);

  /** Of a health check: may have a query. */
  public static final ScalarType<String> HEALTH =
      ScalarType.pattern("path", "a path such as /health", "/.*", Paths::health);

  /** Where a redirect leads. */
  public static final ScalarType<String> REDIRECT =
      ScalarType.pattern(
          "path or URL", "a path such as /new, or a URL", "/.*|https?://.+", Paths::redirect);

  private Paths() {}

  private static @Nullable PathPattern pattern(String text, Site site) {
    boolean exact = text.startsWith("=");
    String path = exact ? text.substring(1).stripLeading() : text;
    String why = whyNoPath(path);
    if (why != null) {
      site.complain(Code.BAD_PATH, "path " + Quoted.of(text) + " " + why, helpFor(path));
      return null;
    }
    return exact ? new PathPattern.Exact(path) : new PathPattern.Prefix(path);
  }

  private static @Nullable String whyNoPath(String path) {
    if (!path.startsWith("/")) {
      return "must begin with \"/\"";
    }
    if (!isTarget(path)) {
      return "has characters a path cannot have";
    }
    if (path.indexOf('?') >= 0) {
      return "has a query: routes match the path only";
    }
    return DOT_SEGMENT.matcher(path).matches()
            || NEEDLESS_ESCAPE.matcher(path).matches()
            || EMPTY_OR_PARAMETER.matcher(path).matches()
        ? "can never match: requests are compared without dot and empty segments, parameters (;x)"
            + " and needless escapes"
        : null;
  }

  private static String helpFor(String path) {
    if (!path.startsWith("/")) {
      return "write " + Quoted.printable("/" + path);
    }
    int query = path.indexOf('?');
    return query > 0 && isTarget(path)
        ? "write " + Quoted.printable(path.substring(0, query))
        : "escape spaces as %20 and others than ASCII as %C3%A4, and nothing else; no dot segments";
  }

  private static @Nullable String health(String text, Site site) {
    if (!text.startsWith("/")) {
      site.complain(
          Code.HEALTH_PATH,
          "health path " + Quoted.of(text) + " must begin with \"/\"",
          "write " + Quoted.printable("/" + text));
      return null;
    }
    if (!isTarget(text)) {
      site.complain(
          Code.BAD_PATH,
          "health path " + Quoted.of(text) + " has characters a path cannot have",
          "escape spaces as %20 and others than ASCII as %C3%A4");
      return null;
    }
    return text;
  }

  private static @Nullable String redirect(String text, Site site) {
    boolean path = text.startsWith("/") && !text.startsWith("//");
    boolean url = text.startsWith("http://") || text.startsWith("https://");
    String help =
        text.startsWith("//") ? "write https: before it" : "write /path or https://host/path";
    if (path || (url && text.length() > text.indexOf("//") + 2)) {
      if (Characters.isVisible(text) && Characters.hasWholeEscapes(text)) {
        return text;
      }
      help = "escape spaces as %20 and others than ASCII as %C3%A4; line breaks cannot be sent";
    }
    site.complain(
        Code.BAD_REDIRECT, "redirect to " + Quoted.of(text) + " is neither path nor URL", help);
    return null;
  }

  private static boolean isTarget(String text) {
    return text.length() <= 4096
        && Characters.isVisible(text)
        && Characters.hasWholeEscapes(text)
        && text.indexOf('#') < 0;
  }
}
