package io.evenkeel.app.run;

import io.evenkeel.control.admin.AdminServer;
import io.evenkeel.control.admin.Endpoint;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
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

  private final Map<String, Endpoint> pages;
  private @Nullable AdminServer server;

  private AdminListener(Map<String, Endpoint> pages) {
    this.pages = pages;
  }

  /**
   * Starts what {@code admin} asks for. The default address being taken is a warning, since a
   * second balancer on the machine is no mistake; an address somebody chose must work.
   */
  static AdminListener start(Admin admin, Map<String, Endpoint> pages) throws StartFailure {
    AdminListener listener = new AdminListener(pages);
    String failure = listener.move(admin);
    if (!failure.isEmpty()) {
      throw new StartFailure(failure);
    }
    return listener;
  }

  /**
   * Listens where {@code admin} asks for, and no longer where it did.
   *
   * @return why it could not, and then nothing has changed; empty: it does
   */
  synchronized String move(Admin admin) {
    AdminServer before = server;
    switch (admin) {
      case Admin.Off _ -> server = null;
      case Admin.On(BindAddress bind) -> {
        try {
          server = listen(bind);
        } catch (IOException e) {
          if (!admin.equals(DEFAULT)) {
            return "admin: cannot listen on " + e.getMessage();
          }
          server = null;
          missing(bind, e);
        }
      }
    }
    if (before != null) {
      before.close();
    }
    return "";
  }

  /** The URL of the API; empty: there is none. */
  synchronized String url() {
    AdminServer current = server;
    return current == null ? "" : "http://" + current.address();
  }

  @Override
  public synchronized void close() {
    AdminServer current = server;
    server = null;
    if (current != null) {
      current.close();
    }
  }

  private AdminServer listen(BindAddress bind) throws IOException {
    AdminServer started = AdminServer.start(bind, pages);
    LOG.atInfo()
        .setMessage("event=listening")
        .addKeyValue("listener", "admin")
        .addKeyValue("address", started.address())
        .log();
    return started;
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
