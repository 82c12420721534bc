package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.PoolName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one section says about another, noted while reading and judged at the end, when all sections
 * are known. Called from the thread that reads.
 */
public final class References {
  /** A route's pool. */
  public record ToPool(PoolName pool, Scope scope, Place place) {}

  /**
   * A socket of a listener or of the admin API.
   *
   * @param named where it is written, for the finding about the other one
   */
  public record Bound(BindAddress address, String named, Scope scope, Place place) {}

  /** A route's time for requests to a pool; zero: it has none. */
  public record Waits(PoolName pool, Duration timeout) {}

  /** A pool's time for one try, where somebody wrote it. */
  public record Tries(PoolName pool, Duration perTry, Scope scope, Place place) {}

  private final List<Waits> waits = new ArrayList<>();
  private final List<Tries> tries = new ArrayList<>();
  private final Set<String> definedPools = new LinkedHashSet<>();
  private final List<ToPool> pools = new ArrayList<>();
  private final List<Bound> binds = new ArrayList<>();
  private final List<TlsFiles> tls = new ArrayList<>();

  /** A pool of this name stands in the file, right or wrong. */
  public void defines(PoolName pool) {
    definedPools.add(pool.value());
  }

  public void toPool(PoolName pool, Scope scope, Place place) {
    pools.add(new ToPool(pool, scope, place));
  }

  /** A route gives requests to {@code pool} this time in all. */
  public void waitsFor(PoolName pool, Duration timeout) {
    waits.add(new Waits(pool, timeout));
  }

  /** A pool gives one try this time. */
  public void triesFor(PoolName pool, Duration perTry, Scope scope, Place place) {
    tries.add(new Tries(pool, perTry, scope, place));
  }

  public void bound(BindAddress address, Scope scope, Place place) {
    binds.add(new Bound(address, "line " + place.line(), scope, place));
  }

  /** Bound without being written; first, so that findings are about what is written. */
  public void boundByDefault(BindAddress address, Scope scope, Place place) {
    binds.addFirst(new Bound(address, "the default of " + scope.key(), scope, place));
  }

  /** A {@code tls} section names files. */
  public void names(TlsFiles files) {
    tls.add(files);
  }

  /** Names, in the order of the file. */
  public Set<String> definedPools() {
    return Collections.unmodifiableSet(definedPools);
  }

  public List<ToPool> pools() {
    return Collections.unmodifiableList(pools);
  }

  public List<Waits> waits() {
    return Collections.unmodifiableList(waits);
  }

  public List<Tries> tries() {
    return Collections.unmodifiableList(tries);
  }

  public List<Bound> binds() {
    return Collections.unmodifiableList(binds);
  }

  public List<TlsFiles> tls() {
    return Collections.unmodifiableList(tls);
  }
}
