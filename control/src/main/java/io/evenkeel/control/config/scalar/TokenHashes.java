package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.ScalarType;
import java.util.Locale;
import java.util.regex.Pattern;

/** SHA-256 of a user's token. Never quoted in a message: somebody may have put the token there. */
public final class TokenHashes {
  private static final String FORM = "[0-9a-fA-F]{64}";
  private static final Pattern PATTERN = Pattern.compile(FORM);

  /** In lower case. */
  public static final ScalarType<String> SHA256 =
      ScalarType.pattern(
          "64 hexadecimal digits",
          "64 hexadecimal digits",
          FORM,
          (text, site) -> {
            if (PATTERN.matcher(text).matches()) {
              return text.toLowerCase(Locale.ROOT);
            }
            site.complain(
                Code.BAD_TOKEN_HASH,
                site.name()
                    + " has "
                    + text.length()
                    + " characters or other than hexadecimal digits (expected: the SHA-256 of the"
                    + " token, 64 of them)",
                "make it with: printf %s \"$TOKEN\" | sha256sum");
            return null;
          });

  private TokenHashes() {}
}
