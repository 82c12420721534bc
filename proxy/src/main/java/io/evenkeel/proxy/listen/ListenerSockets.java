package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.resilience.OverloadGuard.Acceptance;
import io.evenkeel.core.stats.ListenerConnections;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The listening sockets of the process, exchanged on a reload so that nothing breaks: first {@link
 * #bindNew}, which may fail and then leaves everything as it was; then the new snapshot is
 * published; then {@link #open} and {@link #retire}. An address that stays keeps its very socket,
 * with the connections waiting in its queue, even when it moves to another listener. Any thread but
 * event loops: it blocks.
 */
public final class ListenerSockets {
  private final EventLoops loops;
  private final ConnectionHandlerFactory handlers;
  private final Map<SocketKey, BoundSocket> bound = new LinkedHashMap<>();
  private final Map<ListenerName, ConnectionLimits> limits = new LinkedHashMap<>();
  private final AtomicInteger usableDescriptors = new AtomicInteger(Integer.MAX_VALUE);
  private Acceptance acceptance = Acceptance.ALL;
  private final Inheritance inheritance = new Inheritance();
  private boolean isShared;
  private int nextLane;

  public ListenerSockets(EventLoops loops, ConnectionHandlerFactory handlers) {
    this.loops = loops;
    this.handlers = handlers;
  }

  /**
   * Gives sockets that others bound, to be used by {@link #bindNew} instead of binding the same
   * again; {@link #open} closes what is left of them.
   */
  public synchronized void inherit(Collection<InheritedSocket> sockets) {
    inheritance.add(sockets);
  }

  /** What another process may take over. Empty of any that the transport cannot pass. */
  public synchronized List<OfferedSocket> offer() {
    List<OfferedSocket> offered = new ArrayList<>();
    bound.forEach((key, socket) ->
        offered.add(new OfferedSocket(socket.descriptor(), key.name(), socket.keepsFile())));
    return offered;
  }

  /** From now on another process listens on the same sockets, or no longer. */
  public synchronized void share(boolean shared) {
    isShared = shared;
  }

  /**
   * Binds every address of {@code listeners} that is not bound yet, without accepting on it. Empty:
   * all are bound. Otherwise every failure; what this call had bound is closed again.
   */
  public synchronized List<BindFailure> bindNew(Collection<Listener> listeners) {
    List<BindFailure> failures = new ArrayList<>();
    Map<SocketKey, BoundSocket> opened = bindMissing(listeners, failures);
    if (failures.isEmpty()) {
      bound.putAll(opened);
    } else {
      opened.values().forEach(socket -> socket.close(isShared));
    }
    return failures;
  }

  /**
   * Does what {@link #bindNew} does, undoes it at once, and returns what it would. For a moment a
   * client may connect to a new address, and is reset.
   */
  public synchronized List<BindFailure> tryToBind(Collection<Listener> listeners) {
    List<BindFailure> failures = new ArrayList<>();
    bindMissing(listeners, failures).values().forEach(socket -> socket.close(isShared));
    return failures;
  }

  private Map<SocketKey, BoundSocket> bindMissing(
      Collection<Listener> listeners, List<BindFailure> failures) {
    Map<SocketKey, BoundSocket> opened = new LinkedHashMap<>();
    Map<SocketKey, Listener> wanted = keysOf(listeners, failures);
    wanted.forEach((key, listener) -> {
      if (!bound.containsKey(key)) {
        try {
          opened.put(key, bind(key, listener));
        } catch (IOException e) {
          failures.add(new BindFailure(listener.name(), key.address(), reason(key, e)));
        }
      }
    });
    return opened;
  }

  private BoundSocket bind(SocketKey key, Listener listener) throws IOException {
    int lane = nextLane++ % loops.lanes();
    // Stand-in until open: a listener that never opens shall not show in the counts.
    ConnectionLimits silent = new ConnectionLimits(listener.name(), listener.limits());
    Acceptor acceptor = new Acceptor(loops, handlers, usableDescriptors::get, silent, lane);
    InheritedSocket inherited = inheritance.take(key.address(), key.name());
    BoundSocket socket =
        inherited == null
            ? BoundSocket.bind(key.address(), loops, lane, acceptor)
            : BoundSocket.adopt(inherited, key.address(), loops, lane, acceptor);
    socket.accept(acceptance);
    return socket;
  }

  private String reason(SocketKey key, IOException failure) {
    boolean inUse = BoundSocket.IN_USE.equals(failure.getMessage());
    for (SocketKey other : bound.keySet()) {
      if (inUse && key.sharesPortWith(other)) {
        return failure.getMessage()
            + "; this process listens on "
            + other.address()
            + ", which may overlap: remove that in one change and add this in the next";
      }
    }
    return String.valueOf(failure.getMessage());
  }

  /** Starts accepting on the sockets of {@code listeners}; their limits hold from now on. */
  public synchronized void open(Collection<Listener> listeners) {
    for (Listener listener : listeners) {
      limitsOf(listener).limits(listener.limits());
    }
    keysOf(listeners, new ArrayList<>())
        .forEach((key, listener) -> {
          BoundSocket socket = bound.get(key);
          if (socket == null) {
            throw new IllegalStateException(key.address() + ": not bound: call bindNew first");
          }
          socket.open(limitsOf(listener));
        });
    inheritance.closeUnused();
  }

  /** How many connections may come in from now on, at any socket there is or will be. */
  public synchronized void accept(Acceptance next) {
    acceptance = next;
    bound.values().forEach(socket -> socket.accept(next));
  }

  /** So many file descriptors of the process may be in use when another connection comes in. */
  public void usableDescriptors(int most) {
    usableDescriptors.set(most);
  }

  /** Stops listening wherever {@code keep} does not; connections already accepted live on. */
  public synchronized void retire(Collection<Listener> keep) {
    Map<SocketKey, Listener> wanted = keysOf(keep, new ArrayList<>());
    bound
        .entrySet()
        .removeIf(entry -> {
          if (wanted.containsKey(entry.getKey())) {
            return false;
          }
          entry.getValue().close(isShared);
          return true;
        });
    if (keep.isEmpty()) {
      inheritance.closeUnused(); // the end, perhaps before anything was opened
    }
  }

  /** Where {@code listener} listens, the ports of the system's choice filled in. */
  public synchronized List<SocketAddress> addresses(Listener listener) {
    List<SocketAddress> addresses = new ArrayList<>();
    keysOf(List.of(listener), new ArrayList<>())
        .keySet()
        .forEach(key -> {
          BoundSocket socket = bound.get(key);
          if (socket != null) {
            addresses.add(socket.localAddress());
          }
        });
    return addresses;
  }

  /** The connections of every listener there ever was. */
  public synchronized List<ListenerConnections> connections() {
    return limits.values().stream().map(ConnectionLimits::counts).toList();
  }

  private ConnectionLimits limitsOf(Listener listener) {
    return limits.computeIfAbsent(
        listener.name(), name -> new ConnectionLimits(name, listener.limits()));
  }

  /** In the order of the file. An address that two listeners want is a failure of the second. */
  private static Map<SocketKey, Listener> keysOf(
      Collection<Listener> listeners, List<BindFailure> failures) {
    Map<SocketKey, Listener> keys = new LinkedHashMap<>();
    for (Listener listener : listeners) {
      Map<BindAddress, Integer> seen = new HashMap<>();
      for (BindAddress address : listener.bind()) {
        SocketKey key =
            SocketKey.of(listener.name(), address, seen.merge(address, 1, Integer::sum));
        Listener first = keys.putIfAbsent(key, listener);
        if (first != null) {
          failures.add(
              new BindFailure(
                  listener.name(), address, "listener " + first.name() + " listens there"));
        }
      }
    }
    return keys;
  }

  /**
   * What makes a socket the same across reloads: its address alone, or, where the system chooses
   * the port, also whose it is and the how manieth.
   */
  private record SocketKey(BindAddress address, String owner, int nth) {
    static SocketKey of(ListenerName listener, BindAddress address, int nth) {
      return address instanceof BindAddress.Tcp(String _, int port) && port == 0
          ? new SocketKey(address, listener.value(), nth)
          : new SocketKey(address, "", 0);
    }

    /** Tells sockets apart whose ports the system chose; empty for others. */
    String name() {
      return owner.isEmpty() ? "" : owner + "#" + nth;
    }

    boolean sharesPortWith(SocketKey other) {
      return address instanceof BindAddress.Tcp(String _, int port)
          && other.address instanceof BindAddress.Tcp(String _, int otherPort)
          && port == otherPort
          && port != 0;
    }
  }
}
