package io.evenkeel.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.admin.Operation;
import io.evenkeel.control.admin.Operations;
import io.evenkeel.control.admin.Page;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.User;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminListenerTest {
  private static final BindAddress ANY_PORT = new BindAddress.Tcp("127.0.0.1", 0);
  private static final Map<String, User> EVE =
      Map.of("eve", new User("eve", "0".repeat(64), Role.VIEWER));
  private static final Operations PAGE =
      new Operations(List.of(Operation.read("/page", _ -> Page.text(200, "page"))));

  @Test
  void newUsersCountAtOnceOnTheSameSocket() throws IOException, StartFailure {
    try (AdminListener listener = AdminListener.start(new Admin.On(ANY_PORT), PAGE, _ -> {})) {
      String url = listener.url();
      assertThat(status(url)).isEqualTo(200);
      assertThat(listener.move(new Admin.On(ANY_PORT, EVE))).isEmpty();
      assertThat(listener.url()).isEqualTo(url);
      assertThat(status(url)).isEqualTo(401);
      assertThat(listener.move(new Admin.On(ANY_PORT))).isEmpty();
      assertThat(status(url)).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatCannotBeBoundLeavesTheUsersAsTheyAre() throws IOException, StartFailure {
    try (AdminListener listener = AdminListener.start(new Admin.On(ANY_PORT, EVE), PAGE, _ -> {});
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BindAddress bind = new BindAddress.Tcp("127.0.0.1", taken.getLocalPort());
      assertThat(listener.move(new Admin.On(bind))).contains("cannot listen");
      assertThat(status(listener.url())).isEqualTo(401);
    }
  }

  private static int status(String url) throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) URI.create(url + "/page").toURL().openConnection();
    return connection.getResponseCode();
  }
}
