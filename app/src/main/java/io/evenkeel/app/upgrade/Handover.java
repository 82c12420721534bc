package io.evenkeel.app.upgrade;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The side of the old process: waits at a Unix socket in the state folder for the new one, and
 * gives it everything, in the order of {@link #handOver}. Any thread.
 *
 * <p>Up to its last step nothing is lost when the other side dies: this process has its sockets
 * still, accepts on them all the time, and takes back what it gave.
 */
public final class Handover implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);
  private static final String FILE = "upgrade.sock";

  /** Who connects knows what he wants. */
  private static final Duration FIRST_WORD = Duration.ofSeconds(10);

  /** From the offer to ready: a JVM on a busy machine compiles ten thousand servers. */
  private static final Duration PREPARATION = Duration.ofMinutes(2);

  /** From there on nothing is left but to open what is prepared. */
  private static final Duration OPENING = Duration.ofSeconds(20);

  private final Path path;
  private final Identity me;
  private final Estate estate;
  private final UnixListener listener;
  private final int owner;
  private final AtomicReference<@Nullable UnixStream> heir = new AtomicReference<>();
  private final Upgrades upgrades = new Upgrades(() -> heir.get() != null);

  /** What a process tells of itself. */
  public record Identity(String version, String transport) {}

  private Handover(Path path, Identity me, Estate estate, UnixListener listener)
      throws IOException {
    this.path = path;
    this.me = me;
    this.estate = estate;
    this.listener = listener;
    owner = (Integer) Files.getAttribute(path, "unix:uid");
  }

  /** Where the process that has {@code folder} waits. */
  public static Path in(Path folder) {
    return folder.resolve(FILE);
  }

  /**
   * Waits for the next process from now on.
   *
   * @param folder the state folder, which is ours: its lock is held
   */
  public static Handover open(Path folder, Identity me, Estate estate) throws IOException {
    Path path = in(folder).toAbsolutePath();
    Handover handover = new Handover(path, me, estate, UnixListener.open(path));
    Thread.ofPlatform().daemon().name("upgrade").start(handover::acceptAll);
    return handover;
  }

  /** Where it waits. */
  public Path path() {
    return path;
  }

  private void acceptAll() {
    while (true) {
      UnixStream asking;
      try {
        asking = listener.accept();
      } catch (IOException closed) {
        return;
      }
      Thread.ofPlatform()
          .daemon()
          .name("upgrade-by-" + asking.peer().pid())
          .start(() -> {
            try (asking) {
              answer(asking);
            } catch (IOException e) {
              LOG.atWarn()
                  .setMessage("event=upgrade-asker-lost")
                  .addKeyValue("process", asking.peer().pid())
                  .addKeyValue("reason", e.getMessage())
                  .log();
            }
          });
    }
  }

  private void answer(UnixStream asking) throws IOException {
    if (asking.peer().uid() != owner && asking.peer().uid() != 0) {
      refuse(asking, "user " + asking.peer().uid() + " (expected: user " + owner + " or root)");
      return;
    }
    JsonNode first = asking.patience(FIRST_WORD).receive();
    switch (Message.what(first)) {
      case Message.TAKE_OVER -> handOver(asking, first);
      case Message.UPGRADE -> upgrades.launch(asking, first);
      default -> refuse(asking, "\"" + Message.what(first) + "\" is not known here");
    }
  }

  private void handOver(UnixStream to, JsonNode request) throws IOException {
    String obstacle = obstacle(request);
    if (!obstacle.isEmpty()) {
      upgrades.failed(obstacle);
      refuse(to, obstacle);
      return;
    }
    UnixStream other = heir.compareAndExchange(null, to);
    if (other != null) {
      refuse(to, "process " + other.peer().pid() + " is taking over already");
      return;
    }
    String version = request.path("version").asString("");
    try {
      estate.lend("process " + to.peer().pid());
      give(to, version);
    } catch (HandoverFailure e) {
      upgrades.failed(e.reason());
      refuse(to, e.reason());
    } finally {
      heir.set(null);
    }
  }

  /** From the first word to the last; the reasons for the order are in docs/adr/0012. */
  private void give(UnixStream to, String version) throws HandoverFailure {
    boolean isGiven = false;
    String why = "internal failure";
    try {
      // While it prepares, this process does everything as before, but change.
      offer(to);
      Message.expect(to.patience(PREPARATION), Message.READY);
      // Two cannot have the admin listener; and after the last state nothing may be decided here.
      estate.standAside();
      ObjectNode yours = Message.of(Message.YOURS);
      yours.set("state", estate.state());
      to.send(yours);
      // Both accept from the one queue now: there is no moment in which nobody does.
      Message.expect(to.patience(OPENING), Message.SERVING);
      isGiven = true;
    } catch (HandoverFailure e) {
      why = e.reason();
      throw e;
    } catch (SocketTimeoutException e) {
      why = "process " + to.peer().pid() + " was not ready in time";
      throw new HandoverFailure(why, e);
    } catch (IOException e) {
      why = "process " + to.peer().pid() + " ended before it served: " + e.getMessage();
      throw new HandoverFailure(why, e);
    } finally {
      if (!isGiven) {
        upgrades.failed(why);
        estate.resume(why);
      }
    }
    leave(to, version);
  }

  private void leave(UnixStream to, String version) {
    long pid = to.peer().pid();
    close(); // the path is the heir's from here on
    estate.handedOver(pid);
    try {
      to.send(Message.of(Message.BYE));
    } catch (IOException e) {
      LOG.atWarn().setMessage("event=heir-lost").addKeyValue("process", pid).log();
    }
    upgrades.succeeded(pid, version);
  }

  private void offer(UnixStream to) throws IOException, HandoverFailure {
    List<OfferedSocket> sockets = estate.sockets();
    ObjectNode offer =
        Message.of(Message.OFFER)
            .put("protocol", Message.PROTOCOL)
            .put("version", me.version())
            .put("pid", ProcessHandle.current().pid());
    ArrayNode list = offer.putArray("sockets");
    for (OfferedSocket socket : sockets) {
      list.addObject().put("name", socket.name()).put("keeps-file", socket.keepsFile());
    }
    offer.set("state", estate.state());
    to.send(offer);
    for (OfferedSocket socket : sockets) {
      to.sendDescriptor(socket.descriptor());
    }
  }

  private String obstacle(JsonNode request) {
    int protocol = request.path("protocol").asInt(0);
    String transport = request.path("transport").asString("");
    if (protocol != Message.PROTOCOL) {
      return "it speaks protocol "
          + protocol
          + " of the hand-over (expected: "
          + Message.PROTOCOL
          + "): stop this process and start the new one";
    }
    if (!transport.equals(me.transport())) {
      return "its transport is "
          + transport
          + " (expected: "
          + me.transport()
          + ", as here): sockets do not pass between them";
    }
    return "";
  }

  private static void refuse(UnixStream whom, String reason) {
    LOG.atWarn()
        .setMessage("event=upgrade-refused")
        .addKeyValue("process", whom.peer().pid())
        .addKeyValue("reason", reason)
        .log();
    try {
      whom.send(Message.of(Message.KEPT, reason));
    } catch (IOException _) {
      // It is gone: nobody is left to be told.
    }
  }

  /** The balancer stops: whoever is taking over is told, and does not serve. */
  public void stop(String why) {
    UnixStream current = heir.get();
    if (current != null) {
      refuse(current, why);
      current.end();
    }
    close();
  }

  /** Waits for nobody any more. */
  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      LOG.atWarn()
          .setMessage("event=upgrade-socket-left")
          .addKeyValue("path", path)
          .addKeyValue("reason", e.getMessage())
          .log();
    }
  }
}
