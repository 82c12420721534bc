package io.evenkeel.proxy.upstream;

import io.evenkeel.core.time.NanoClock;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of servers that were configured by name. Thread-safe; never blocks its caller.
 *
 * <p>Literals are answered without a look-up. A name is looked up once at a time, off the loops,
 * and remembered: for {@link #FRESH_NANOS} as it is; after that the old addresses are still
 * answered at once while a new look-up runs, and go on being answered while look-ups fail, up to
 * {@link #STALE_NANOS}. So neither a slow nor a dead name service delays or stops traffic to
 * servers whose addresses are known; the price is that the first connection after a quiet time may
 * try an address that was given up meanwhile. The cache is as large as the set of names ever
 * configured.
 */
public final class AddressResolver {
  /** How long an answer counts as new: the usual lower end of the TTLs of names of servers. */
  public static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How long a failed look-up is not repeated: a missing name costs at most one look-up each. */
  public static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long addresses outlive a failing name service. */
  public static final long STALE_NANOS = TimeUnit.HOURS.toNanos(1);

  /** Asks the name service; blocks. */
  @FunctionalInterface
  public interface Lookup {
    /** All addresses of {@code name}, best first. */
    InetAddress[] lookUp(String name) throws UnknownHostException;
  }

  private final ConcurrentHashMap<String, Name> names = new ConcurrentHashMap<>();
  private final Lookup lookup;
  private final Executor blocking;
  private final NanoClock clock;

  /**
   * @param blocking runs the look-ups; must not run them on the calling thread
   */
  public AddressResolver(Lookup lookup, Executor blocking, NanoClock clock) {
    this.lookup = lookup;
    this.blocking = blocking;
    this.clock = clock;
  }

  /**
   * A resolver that asks the system. Turns the JDK's own cache off, which would keep a failure for
   * ten seconds; call it before anything else in the process resolves a name.
   */
  public static AddressResolver system() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
    return new AddressResolver(InetAddress::getAllByName, lookupThreads(), System::nanoTime);
  }

  /**
   * Calls {@code whenDone} with the addresses of {@code host}, best first; with none when there are
   * none to be had. At once, on the calling thread, when they are known; otherwise later, by {@code
   * answerOn}.
   */
  public void resolve(String host, Executor answerOn, Consumer<List<InetAddress>> whenDone) {
    if (isLiteral(host)) {
      whenDone.accept(List.of(InetAddress.ofLiteral(host)));
      return;
    }
    Name name = names.computeIfAbsent(host, Name::new);
    List<InetAddress> known =
        name.knownOrAwait(addresses -> tell(answerOn, () -> whenDone.accept(addresses)));
    if (known != null) {
      whenDone.accept(known);
    }
  }

  private static void tell(Executor answerOn, Runnable answer) {
    try {
      answerOn.execute(answer);
    } catch (RejectedExecutionException _) {
      // that loop has ended, and whoever waited with it; the others are still to be told
    }
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || NetUtil.isValidIpV4Address(host);
  }

  /**
   * Eight look-ups at a time. Platform threads, because the system's resolver blocks in native
   * code: on virtual threads two slow names would hold every carrier of a two-core machine.
   */
  private static Executor lookupThreads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            8,
            8,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("resolve-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** What is known of one name. Guarded by itself. */
  private final class Name {
    private final String name;
    private List<InetAddress> addresses = List.of();
    private long addressesNanos;
    private long nextLookupNanos;
    private boolean everLookedUp;
    private boolean lookingUp;
    private List<Consumer<List<InetAddress>>> waiting = new ArrayList<>();

    Name(String name) {
      this.name = name;
    }

    /** Null: {@code waiter} will be called. */
    synchronized @Nullable List<InetAddress> knownOrAwait(Consumer<List<InetAddress>> waiter) {
      long now = clock.nanos();
      boolean due = !everLookedUp || now - nextLookupNanos >= 0;
      if (due && !lookingUp) {
        lookingUp = true;
        blocking.execute(this::lookUp);
      }
      List<InetAddress> usable = usable(now);
      if (!usable.isEmpty() || !lookingUp) {
        return usable;
      }
      waiting.add(waiter);
      return null;
    }

    private List<InetAddress> usable(long now) {
      return now - addressesNanos < STALE_NANOS ? addresses : List.of();
    }

    private void lookUp() {
      List<InetAddress> found;
      try {
        found = List.of(lookup.lookUp(name));
      } catch (UnknownHostException | RuntimeException _) {
        found = List.of(); // whatever it is: who waits must be told, and the next may ask again
      }
      List<InetAddress> usable;
      List<Consumer<List<InetAddress>>> told;
      synchronized (this) {
        long now = clock.nanos();
        if (!found.isEmpty()) {
          addresses = found;
          addressesNanos = now;
        }
        nextLookupNanos = now + (found.isEmpty() ? FAILED_NANOS : FRESH_NANOS);
        everLookedUp = true;
        lookingUp = false;
        usable = usable(now);
        told = waiting;
        waiting = new ArrayList<>();
      }
      told.forEach(waiter -> waiter.accept(usable));
    }
  }
}
