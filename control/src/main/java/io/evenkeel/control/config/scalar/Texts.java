package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import java.util.regex.Pattern;

/** Free texts, and the few with a form of their own. */
public final class Texts {
  /** Anything at all: bodies. */
  public static final ScalarType<String> ANY = ScalarType.text("text", "a text", (text, _) -> text);

  /** One line, not empty: names of files and zones. */
  public static final ScalarType<String> LINE =
      ScalarType.text(
          "text",
          "a text of one line",
          (text, site) -> {
            if (!text.isBlank() && Characters.isPrintable(text)) {
              return text;
            }
            site.complain(
                Code.BAD_TEXT,
                site.name() + " " + Quoted.of(text) + " is empty or has control characters",
                "write a text of one line");
            return null;
          });

  /** A media type for Content-Type. */
  public static final ScalarType<String> MEDIA_TYPE = mediaType();

  private Texts() {}

  /** A text that matches {@code pattern}; {@code example} is one. */
  public static ScalarType<String> like(String label, String pattern, String example) {
    Pattern compiled = Pattern.compile(pattern);
    return ScalarType.pattern(
        label,
        "a text such as " + example,
        pattern,
        (text, site) -> {
          if (compiled.matcher(text).matches()) {
            return text;
          }
          site.complain(
              Code.BAD_TEXT,
              site.name() + " " + Quoted.of(text) + " is no " + label,
              "write a text such as " + example);
          return null;
        });
  }

  private static ScalarType<String> mediaType() {
    String token = "[A-Za-z0-9!#$&^_.+-]+";
    Pattern form =
        Pattern.compile(
            token
                + "/"
                + token
                + "(?:; ?"
                + token
                + "=(?:"
                + token
                + "|\"[^\"\\\\\\p{Cntrl}]*\"))*");
    return ScalarType.text(
        "media type",
        "a media type such as text/plain",
        (text, site) -> {
          if (text.length() < 256
              && Characters.isFieldValue(text)
              && form.matcher(text).matches()) {
            return text;
          }
          site.complain(
              Code.BAD_MEDIA_TYPE,
              site.name() + " " + Quoted.of(text) + " is no media type",
              "write one such as text/html; charset=utf-8");
          return null;
        });
  }
}
