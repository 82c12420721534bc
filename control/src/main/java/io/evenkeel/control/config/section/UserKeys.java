package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.NameTypes;
import io.evenkeel.control.config.scalar.TokenHashes;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of one user, and what holds for all of them. */
final class UserKeys {
  static final Key<String> TOKEN_SHA256 =
      Key.of(
              "token-sha256",
              TokenHashes.SHA256,
              "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
              "SHA-256 of the user's token. Take a long random token: `openssl rand -hex 32`.")
          .requiredBy(Code.MISSING_KEY);

  static final Key<Role> ROLE =
      Key.of(
              "role",
              Choice.of(words()),
              "operator",
              "What the user may do, each with what those before may: look; plan, apply, drain;"
                  + " approve; freeze and break-glass.")
          .requiredBy(Code.MISSING_KEY);

  static final Section<User> SECTION =
      Section.of("user", List.of(TOKEN_SHA256, ROLE), UserKeys::bind);

  static final Named<String, User> ALL = Named.of("user", NameTypes::user, SECTION);

  private UserKeys() {}

  private static @Nullable User bind(Fields fields) {
    String hash = fields.optional(TOKEN_SHA256);
    Role role = fields.optional(ROLE);
    return hash == null || role == null ? null : new User(fields.scope().name(), hash, role);
  }

  /** Reports what is wrong with {@code users}, the value of {@code key}, as a whole. */
  static void check(Fields fields, Key<Map<String, User>> key) {
    Map<String, User> users = fields.value(key);
    if (fields.has(key) && users.isEmpty() && fields.isSound(key)) {
      fields.report(
          Code.NO_USERS,
          key,
          "users is empty: everybody who reaches the listener would be an administrator",
          "add a user, or remove the key if that is what you want");
    }
    Map<String, String> owners = new LinkedHashMap<>();
    for (User user : users.values()) {
      String owner = owners.putIfAbsent(user.tokenSha256(), user.name());
      if (owner != null) {
        fields.report(
            Code.DUPLICATE_TOKEN,
            key,
            "users " + owner + " and " + user.name() + " have the same token",
            "give each a token of their own");
      }
    }
  }

  private static Map<String, Role> words() {
    Map<String, Role> words = new LinkedHashMap<>();
    for (Role role : Role.values()) {
      words.put(role.word(), role);
    }
    return words;
  }
}
