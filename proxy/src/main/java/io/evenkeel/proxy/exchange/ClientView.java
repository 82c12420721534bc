package io.evenkeel.proxy.exchange;

import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.Canary;
import io.evenkeel.core.runtime.ListenerRuntime;
import io.evenkeel.core.runtime.Publication;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What one client connection sees of the configuration, and who its client is. Confined to its
 * loop.
 *
 * <p>During a canary a client is on one side of it by the hash of its address: decided once per
 * connection and publication, so that without an exchange a request costs one comparison. Behind a
 * trusted proxy it is decided by each request, whose {@code X-Forwarded-For} names the client.
 * Behind a Unix socket without that nobody is named: there each connection is a client of its own.
 */
final class ClientView {
  private final LoopContext loop;
  private final ListenerName name;
  private final Channel channel;
  private @Nullable Publication publication;
  private @Nullable ListenerRuntime listener;
  private @Nullable ClientAddress address;
  private long anonymousHash;

  ClientView(LoopContext loop, ListenerName name, Channel channel) {
    this.loop = loop;
    this.name = name;
    this.channel = channel;
  }

  /** Null when the configuration has this listener no more. */
  @SuppressWarnings("ReferenceEquality") // an equal publication has other runtimes
  @Nullable ListenerRuntime listener() {
    Publication current = loop.snapshots.publication();
    if (current != publication) {
      publication = current;
      enter(current);
    }
    return listener;
  }

  /** The listener as it was seen last: what the request under way goes by. */
  @Nullable ListenerRuntime lastSeen() {
    return listener;
  }

  /**
   * The listener for the request that the loop has just parsed.
   *
   * @param seen what {@link #listener} gave for its head
   */
  ListenerRuntime forRequest(ListenerRuntime seen) {
    Publication current = publication;
    if (current == null) {
      return seen;
    }
    Canary canary = current.canary();
    return canary == null ? seen : forRequest(seen, current, canary);
  }

  /** Who the client is. */
  ClientIdentity identity() {
    return known();
  }

  private void enter(Publication current) {
    Canary canary = current.canary();
    listener = current.listener(name, canary != null && canary.takes(connectionHash()));
    ClientAddress known = address;
    ListenerRuntime runtime = listener;
    if (known != null && runtime != null) {
      known.judgeBy(runtime.listener());
    }
  }

  private ListenerRuntime forRequest(ListenerRuntime seen, Publication current, Canary canary) {
    ClientAddress known = known();
    String forwardedFor =
        known.isTrusted() ? loop.view.over(loop.headBytes(0)).forwardedFor() : null;
    if (forwardedFor == null) {
      return seen;
    }
    byte[] client = known.source(forwardedFor);
    boolean onCanary = canary.takes(Hashing.hash(client, 0, client.length));
    ListenerRuntime runtime = current.listener(name, onCanary);
    return runtime == null ? seen : runtime;
  }

  private long connectionHash() {
    ClientAddress known = known();
    if (channel.remoteAddress() instanceof InetSocketAddress) {
      return Hashing.hash(known.address(), 0, known.address().length);
    }
    while (anonymousHash == 0) {
      anonymousHash = loop.random.nextLong();
    }
    return anonymousHash;
  }

  private ClientAddress known() {
    ClientAddress known = address;
    if (known == null) {
      known = ClientAddress.of(channel);
      address = known;
      ListenerRuntime runtime = listener;
      if (runtime != null) {
        known.judgeBy(runtime.listener());
      }
    }
    return known;
  }
}
