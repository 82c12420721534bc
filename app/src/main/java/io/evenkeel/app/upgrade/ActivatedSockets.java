package io.evenkeel.app.upgrade;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening sockets with which systemd started this process (sd_listen_fds(3)). */
public final class ActivatedSockets {
  private static final Logger LOG = LoggerFactory.getLogger(ActivatedSockets.class);
  private static final int FIRST = 3;

  private ActivatedSockets() {}

  /** From LISTEN_FDS, where LISTEN_PID says that it is for us. What is no such socket is left. */
  public static List<PassedSocket> of(Map<String, String> env) {
    String count = env.getOrDefault("LISTEN_FDS", "");
    boolean forUs =
        env.getOrDefault("LISTEN_PID", "").equals(Long.toString(ProcessHandle.current().pid()));
    if (!forUs || !count.matches("[1-9][0-9]{0,4}")) {
      return List.of();
    }
    List<PassedSocket> sockets = new ArrayList<>();
    for (int descriptor = FIRST; descriptor < FIRST + Integer.parseInt(count); descriptor++) {
      try {
        // Its file is systemd's, which listens there again when we are gone.
        PassedSocket socket = PassedSocket.of(descriptor, "", true);
        socket.likeOurs();
        sockets.add(socket);
      } catch (IOException e) {
        LOG.atWarn()
            .setMessage("event=activation-ignored")
            .addKeyValue("descriptor", descriptor)
            .addKeyValue("reason", e.getMessage())
            .log();
      }
    }
    return List.copyOf(sockets);
  }
}
