package io.evenkeel.app.run;

import io.evenkeel.app.Version;
import io.evenkeel.app.upgrade.ActivatedSockets;
import io.evenkeel.app.upgrade.Handover;
import io.evenkeel.app.upgrade.HandoverFailure;
import io.evenkeel.app.upgrade.PassedSocket;
import io.evenkeel.app.upgrade.Predecessor;
import io.evenkeel.control.health.HandedServers;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.runtime.Snapshot;
import io.evenkeel.proxy.listen.Transport;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What a starting balancer takes over, and from whom. One thread, that of the start. */
final class Inheriting {
  private static final Logger LOG = LoggerFactory.getLogger(Inheriting.class);

  private final Predecessor before;
  private final boolean wanted;

  /** Whether another process serves until this one does. */
  private final boolean isHandedOver;

  private Inheriting(Predecessor before, boolean wanted) {
    this.before = before;
    this.wanted = wanted;
    isHandedOver = !before.name().isEmpty();
  }

  /** Looks for a process to take over from, where that was asked for, and for systemd's sockets. */
  static Inheriting begin(Path folder, RunOptions options) throws StartFailure {
    List<PassedSocket> activated = ActivatedSockets.of(options.env());
    boolean wanted = options.upgrading() == RunOptions.Upgrading.TAKES_OVER;
    if (!wanted) {
      return new Inheriting(Predecessor.none(activated), false);
    }
    try {
      return new Inheriting(Predecessor.find(folder, identity(), activated), true);
    } catch (HandoverFailure e) {
      throw new StartFailure("cannot take over: " + e.reason());
    }
  }

  /** What this process tells those before and after it. */
  static Handover.Identity identity() {
    return new Handover.Identity(Version.CURRENT, Transport.best().label());
  }

  /** Whether another process serves until this one does. */
  boolean isHandedOver() {
    return isHandedOver;
  }

  /** Whose place this one takes, for people. */
  String name() {
    return before.name();
  }

  /**
   * The state folder must be ours, or it is somebody's who did not hand it over.
   *
   * @throws StartFailure a process has it that cannot be taken over from
   */
  void requireFolder(Store store) throws StartFailure {
    if (wanted && store.isElsewhere()) {
      throw new StartFailure(
          "cannot take over: "
              + store.state().why()
              + "\n  that process does not wait for an upgrade (another version, or started in"
              + " another way): stop it, then start this one");
    }
  }

  /** A file that cannot be used is no reason to serve another revision while somebody serves. */
  void requireFile(Reading reading) throws StartFailure {
    if (isHandedOver && reading.result().config() == null) {
      throw new StartFailure(reading.printed(), true);
    }
  }

  /** Gives the data plane the sockets that are there already. */
  void passSockets(DataPlane dataPlane) throws StartFailure {
    dataPlane.inherit(before.sockets(), isHandedOver);
  }

  /**
   * Everything is prepared: the other stands aside, and what it knows of the servers is known here
   * before the first request.
   */
  void takeState(Parts parts) throws StartFailure {
    if (!isHandedOver) {
      return;
    }
    try {
      JsonNode state = before.ready();
      Snapshot snapshot = parts.published().current();
      int known =
          AwaitLoop.call(
              parts.control(),
              () -> {
                int read =
                    HandedServers.read(
                        state,
                        snapshot,
                        parts.control().monitor(),
                        parts.control().loop().nowNanos());
                parts.control().monitor().onSnapshot(snapshot);
                return read;
              });
      LOG.atInfo()
          .setMessage("event=taking-over")
          .addKeyValue("from", before.name())
          .addKeyValue("sockets", before.sockets().size())
          .addKeyValue("servers-known", known)
          .addKeyValue("servers", snapshot.servers().size())
          .log();
    } catch (HandoverFailure e) {
      throw new StartFailure("cannot take over: " + e.reason());
    }
  }

  /** Connections are accepted here: the other one drains from now on. */
  void serving(DataPlane dataPlane) throws StartFailure {
    if (!isHandedOver) {
      return;
    }
    try {
      before.serving();
      dataPlane.share(false);
    } catch (HandoverFailure e) {
      throw new StartFailure("cannot take over: " + e.reason());
    }
  }

  /** Nothing came of the start. */
  void giveUp(String reason) {
    before.giveUp(reason);
  }
}
