package io.evenkeel.control.admin;

import io.evenkeel.control.change.Actor;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.User;
import io.evenkeel.core.time.NanoClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who asks. With users by their token; without any, whoever reaches the loopback address
 * is the administrator, by the name that the caller gives. Any thread.
 */
public final class SignIn {
  /** Set by the command line; only believed where there are no users. */
  static final String USER_FIELD = "X-Evenkeel-User";

  private static final String NAMELESS = "local";
  private static final Pattern NAME = Pattern.compile("[!-~]{1,128}");
  private static final Pattern BEARER =
      Pattern.compile("bearer +([A-Za-z0-9._~+/=-]{1,4096})", Pattern.CASE_INSENSITIVE);

  private final Supplier<Map<String, User>> users;
  private final LoginHook hook;
  private final NanoClock clock;
  private final FailedLogins failed = new FailedLogins();
  private final AtomicLong failures = new AtomicLong();

  /**
   * @param users by name, asked at every request, so that a reload counts at once
   * @param hook for the audit
   */
  public SignIn(Supplier<Map<String, User>> users, LoginHook hook, NanoClock clock) {
    this.users = users;
    this.hook = hook;
    this.clock = clock;
  }

  /** Requests so far that were refused for a missing or wrong token, or for guessing. */
  public long failures() {
    return failures.get();
  }

  Actor actor(Request request) throws Unacceptable {
    Map<String, User> known = users.get();
    if (known.isEmpty()) {
      return unproven(request.field(USER_FIELD));
    }
    Matcher bearer = BEARER.matcher(request.field("Authorization"));
    if (!bearer.matches()) {
      failures.incrementAndGet();
      throw new Unacceptable(
          Problem.page(401, "unauthenticated", "send Authorization: Bearer TOKEN")
              .with("WWW-Authenticate", "Bearer realm=\"evenkeel\""));
    }
    User user = owner(bearer.group(1), request.peer(), known.values());
    return new Actor(user.name(), user.role());
  }

  private User owner(String token, String peer, Collection<User> known) throws Unacceptable {
    byte[] hash = sha256(token);
    User user;
    boolean news;
    // One at a time, so that guesses side by side are counted before the next is looked at.
    synchronized (failed) {
      String hex = HexFormat.of().formatHex(hash);
      if (!failed.admits(peer, hex, clock.nanos())) {
        failures.incrementAndGet();
        throw new Unacceptable(
            Problem.page(429, "guessing", "too many wrong tokens from " + peer + ": wait a second")
                .with("Retry-After", "1"));
      }
      user = owner(hash, known);
      news = user == null && failed.isNews(peer, hex, clock.nanos());
    }
    if (user != null) {
      return user;
    }
    failures.incrementAndGet();
    if (news) {
      hook.refused(peer);
    }
    throw new Unacceptable(
        Problem.page(401, "unauthenticated", "no user has this token")
            .with("WWW-Authenticate", "Bearer realm=\"evenkeel\", error=\"invalid_token\""));
  }

  // Every user is compared, each in constant time: how long it takes tells nothing.
  private static @Nullable User owner(byte[] hash, Collection<User> known) {
    User owner = null;
    for (User user : known) {
      if (MessageDigest.isEqual(HexFormat.of().parseHex(user.tokenSha256()), hash)) {
        owner = user;
      }
    }
    return owner;
  }

  private static Actor unproven(String name) throws Unacceptable {
    if (name.isEmpty()) {
      return new Actor(NAMELESS, Role.ADMIN);
    }
    if (!NAME.matcher(name).matches()) {
      throw new Unacceptable(
          400, "bad-request", USER_FIELD + " is no name of 1 to 128 visible ASCII characters");
    }
    return new Actor(name, Role.ADMIN);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
