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

/** Whether there is an admin listener, and what its failure means. Any thread. */
final class AdminListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);

  /** Where it listens when the operator wrote nothing; then it may also be missing. */
  static final Admin DEFAULT = new Admin.On(new BindAddress.Tcp("127.0.0.1", 9900));

  private final @Nullable AdminServer server;

  private AdminListener(@Nullable AdminServer server) {
    this.server = server;
  }

  /**
   * Starts what {@code admin} asks for. The default address being taken is a warning, since a
   * second balancer on the machine is no mistake; an address somebody wrote must work.
   *
   * @param written whether the operator wrote {@code admin}
   */
  static AdminListener start(Admin admin, boolean written, Map<String, Endpoint> pages)
      throws StartFailure {
    return switch (admin) {
      case Admin.Off _ -> new AdminListener(null);
      case Admin.On(BindAddress bind) -> start(bind, written, pages);
    };
  }

  /** The URL of the API; empty: there is none. */
  String url() {
    return server == null ? "" : "http://" + server.address();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }

  private static AdminListener start(BindAddress bind, boolean written, Map<String, Endpoint> pages)
      throws StartFailure {
    try {
      AdminServer server = AdminServer.start(bind, pages);
      LOG.atInfo()
          .setMessage("event=listening")
          .addKeyValue("listener", "admin")
          .addKeyValue("address", server.address())
          .log();
      return new AdminListener(server);
    } catch (IOException e) {
      if (written) {
        throw new StartFailure("admin: cannot listen on " + e.getMessage());
      }
      LOG.atWarn()
          .setMessage("event=admin-unavailable")
          .addKeyValue("address", bind)
          .addKeyValue("reason", e.getMessage())
          .addKeyValue("help", "another balancer? write admin: { bind: 127.0.0.1:PORT }")
          .log();
      return new AdminListener(null);
    }
  }
}
