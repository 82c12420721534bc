package io.evenkeel.app.upgrade;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The side of the new process: the one before it, as far as there is one, with what it leaves. One
 * thread. {@link Handover} is the other side.
 *
 * <p>When the old one dies on the way, this one goes on with what it has: the sockets, whose queues
 * outlive their first owner, and the state as of the offer. When the old one says that it goes on,
 * this one ends.
 */
public final class Predecessor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

  /** What the old one does in between takes milliseconds; longer means that it hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private @Nullable UnixStream stream;
  private List<PassedSocket> sockets;
  private JsonNode state = MissingNode.getInstance();
  private String name = "";

  private Predecessor(@Nullable UnixStream stream, List<PassedSocket> sockets) {
    this.stream = stream;
    this.sockets = sockets;
  }

  /**
   * Nobody: this process begins by itself.
   *
   * @param sockets that were there before it all the same
   */
  public static Predecessor none(List<PassedSocket> sockets) {
    return new Predecessor(null, sockets);
  }

  /**
   * The process that has {@code folder}, which hands over from now on; {@link #none} when nobody
   * waits there.
   *
   * @throws HandoverFailure it will not, or cannot
   */
  public static Predecessor find(Path folder, Handover.Identity me, List<PassedSocket> otherwise)
      throws HandoverFailure {
    Path path = Handover.in(folder).toAbsolutePath();
    if (!Files.exists(path)) {
      return none(otherwise);
    }
    UnixStream stream;
    try {
      stream = UnixStream.connect(path);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).endsWith("connection refused")) {
        return none(otherwise); // left behind by one that died
      }
      throw new HandoverFailure("the running balancer cannot be asked: " + e.getMessage(), e);
    }
    Predecessor predecessor = new Predecessor(stream, new ArrayList<>());
    boolean isOffered = false;
    try {
      predecessor.receive(stream, path, me);
      isOffered = true;
      return predecessor;
    } finally {
      if (!isOffered) {
        predecessor.close();
        predecessor.sockets.forEach(socket -> Libc.close(socket.descriptor()));
      }
    }
  }

  private void receive(UnixStream from, Path path, Handover.Identity me) throws HandoverFailure {
    try {
      int owner = (Integer) Files.getAttribute(path, "unix:uid");
      if (from.peer().uid() != owner) {
        throw new HandoverFailure(
            path + " is of user " + owner + ", but user " + from.peer().uid() + " listens there");
      }
      from.patience(PATIENCE);
      from.send(
          Message.of(Message.TAKE_OVER)
              .put("protocol", Message.PROTOCOL)
              .put("version", me.version())
              .put("transport", me.transport()));
      JsonNode offer = Message.expect(from, Message.OFFER);
      name = "process " + from.peer().pid() + " (" + offer.path("version").asString("") + ")";
      state = offer.path("state");
      for (JsonNode socket : offer.path("sockets")) {
        sockets.add(
            PassedSocket.of(
                from.receiveDescriptor(),
                socket.path("name").asString(""),
                socket.path("keeps-file").asBoolean(false)));
      }
      // From here on connections are safe whatever becomes of the other process.
      LOG.atInfo()
          .setMessage("event=sockets-received")
          .addKeyValue("from", name)
          .addKeyValue("sockets", sockets.size())
          .log();
    } catch (EOFException e) {
      died();
    } catch (IOException e) {
      throw new HandoverFailure("process " + from.peer().pid() + ": " + e.getMessage(), e);
    }
  }

  /** Whether there is none, or none any more. */
  public boolean isGone() {
    return stream == null;
  }

  /** Who it is, for people; empty when there was none. */
  public String name() {
    return name;
  }

  /** The listening sockets, the caller's from now on. */
  public List<PassedSocket> sockets() {
    return List.copyOf(sockets);
  }

  /**
   * Everything is prepared: has the old one stand aside.
   *
   * @return the last state of its servers; a missing node when there is none
   * @throws HandoverFailure it goes on instead
   */
  public JsonNode ready() throws HandoverFailure {
    JsonNode yours = tell(Message.of(Message.READY), Message.YOURS);
    if (yours != null) {
      state = yours.path("state");
    }
    return state;
  }

  /**
   * Connections are accepted here. After this the old one drains.
   *
   * @throws HandoverFailure it goes on instead
   */
  public void serving() throws HandoverFailure {
    tell(Message.of(Message.SERVING), Message.BYE);
    close();
  }

  /** Nothing came of it: the old one goes on, and tells whoever asked. */
  public void giveUp(String reason) {
    UnixStream to = stream;
    if (to != null) {
      try {
        to.send(Message.of(Message.GIVE_UP, reason));
      } catch (IOException _) {
        // It sees our end as well.
      }
    }
    close();
  }

  private @Nullable JsonNode tell(ObjectNode message, String answer) throws HandoverFailure {
    UnixStream to = stream;
    if (to == null) {
      return null;
    }
    try {
      try {
        to.send(message);
      } catch (IOException _) {
        // It may have said why before it closed: that is read next.
      }
      return Message.expect(to, answer);
    } catch (EOFException e) {
      died();
      return null;
    } catch (IOException e) {
      throw new HandoverFailure(name + ": " + e.getMessage(), e);
    }
  }

  private void died() {
    LOG.atWarn()
        .setMessage("event=predecessor-died")
        .addKeyValue("process", name)
        .addKeyValue("help", "this one goes on with what it was given")
        .log();
    close();
  }

  @Override
  public void close() {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
