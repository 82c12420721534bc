package io.evenkeel.app.run;

import io.evenkeel.control.admin.AdminServer;
import io.evenkeel.control.admin.LoginHook;
import io.evenkeel.control.admin.Operations;
import io.evenkeel.control.admin.SignIn;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.User;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin listener, which may be missing, and moves when the configuration says so. Any thread.
 */
final class AdminListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);

  /** Where it listens when the operator wrote nothing; then it may also be missing. */
  static final Admin DEFAULT = new Admin.On(new BindAddress.Tcp("127.0.0.1", 9900));

  private final Operations operations;
  private final SignIn signIn;

  /** Of the configuration that is served: who may ask is looked up at every request. */
  private volatile Map<String, User> users = Map.of();

  private @Nullable AdminServer server;
  private @Nullable BindAddress bound;

  private AdminListener(Operations operations, LoginHook hook) {
    this.operations = operations;
    signIn = new SignIn(() -> users, hook, System::nanoTime);
  }

  /** One that does not listen yet. */
  static AdminListener silent(Operations operations, LoginHook hook) {
    return new AdminListener(operations, hook);
  }

  /**
   * Starts what {@code admin} asks for. The default address being taken is a warning, since a
   * second balancer on the machine is no mistake; an address somebody chose must work.
   *
   * @param hook told of wrong tokens
   */
  static AdminListener start(Admin admin, Operations operations, LoginHook hook)
      throws StartFailure {
    AdminListener listener = new AdminListener(operations, hook);
    String failure = listener.move(admin);
    if (!failure.isEmpty()) {
      throw new StartFailure(failure);
    }
    return listener;
  }

  /**
   * Listens where {@code admin} asks for, and no longer where it did, and knows its users.
   *
   * @return why it could not, and then nothing has changed; empty: it does
   */
  synchronized String move(Admin admin) {
    String failure =
        switch (admin) {
          case Admin.Off _ -> {
            replace(null, null);
            yield "";
          }
          case Admin.On on -> listen(on);
        };
    if (failure.isEmpty()) {
      users = admin instanceof Admin.On(BindAddress _, Map<String, User> known) ? known : Map.of();
    }
    return failure;
  }

  private String listen(Admin.On admin) {
    if (server != null && admin.bind().equals(bound)) {
      return "";
    }
    // Known before the first request comes; those on the old address may be strangers to it.
    Map<String, User> before = users;
    users = admin.users();
    try {
      replace(AdminServer.start(admin.bind(), operations, signIn), admin.bind());
      return "";
    } catch (IOException e) {
      if (!admin.equals(DEFAULT)) {
        users = before;
        return "admin: cannot listen on " + e.getMessage();
      }
      replace(null, null);
      missing(admin.bind(), e);
      return "";
    }
  }

  private void replace(@Nullable AdminServer next, @Nullable BindAddress bind) {
    AdminServer before = server;
    server = next;
    bound = bind;
    if (next != null) {
      LOG.atInfo()
          .setMessage("event=listening")
          .addKeyValue("listener", "admin")
          .addKeyValue("address", next.address())
          .log();
    }
    if (before != null) {
      before.close();
    }
  }

  /** The URL of the API; empty: there is none. */
  synchronized String url() {
    AdminServer current = server;
    return current == null ? "" : "http://" + current.address();
  }

  @Override
  public synchronized void close() {
    replace(null, null);
  }

  /** Says in the log that somebody tried a token that is none. */
  static void refused(String peer) {
    LOG.atWarn().setMessage("event=admin-token-refused").addKeyValue("peer", peer).log();
  }

  private static void missing(BindAddress bind, IOException why) {
    LOG.atWarn()
        .setMessage("event=admin-unavailable")
        .addKeyValue("address", bind)
        .addKeyValue("reason", why.getMessage())
        .addKeyValue("help", "another balancer? write admin: { bind: 127.0.0.1:PORT }")
        .log();
  }
}
