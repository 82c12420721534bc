package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.scalar.Tokens;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.Stickiness;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code sticky}. */
final class StickyKeys {
  static final Key<String> COOKIE =
      Key.of("cookie", Tokens.COOKIE_NAME, "ek_api", "Name of the cookie the balancer sets.")
          .requiredBy(Code.MISSING_KEY);

  static final Key<String> FILE =
      Key.of(
              "file",
              Texts.LINE,
              "/etc/evenkeel/sticky.key",
              "File with the secret and nothing else: 32 to 4096 characters, such as those of"
                  + " `openssl rand -hex 32`.")
          .requiredBy(Code.MISSING_KEY);

  static final Key<String> SECRET =
      Key.of(
              "secret",
              Section.of("secret", List.of(FILE), fields -> fields.optional(FILE)),
              "{ file: /etc/evenkeel/sticky.key }",
              "What the cookie is signed with. Nodes that have the same believe each other's"
                  + " cookies. It is read when the pool is compiled: at the start, and when its"
                  + " keys change.")
          .byDefault("`sticky.key` in the state folder, made at the first start", "");

  static final Section<Stickiness> SECTION =
      Section.of("sticky", List.of(COOKIE, SECRET), StickyKeys::bind)
          .orShort(Choice.of(Map.<String, Stickiness>of("off", new Stickiness.None())));

  private StickyKeys() {}

  private static @Nullable Stickiness bind(Fields fields) {
    String cookie = fields.optional(COOKIE);
    return cookie == null ? null : new Stickiness.ByCookie(cookie, fields.value(SECRET));
  }
}
