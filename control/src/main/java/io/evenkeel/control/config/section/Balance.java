package io.evenkeel.control.config.section;

import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.HashKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A word of the key {@code balance}.
 *
 * @param hashes whether {@code hash-on} has an effect on it
 */
record Balance(boolean hashes, Function<HashKey, BalancePolicy> policy) {
  /** In the order of the reference. */
  static Map<String, Balance> words() {
    Map<String, Balance> words = new LinkedHashMap<>();
    words.put("p2c", plain(new BalancePolicy.PowerOfTwo()));
    words.put("round-robin", plain(new BalancePolicy.RoundRobin()));
    words.put("least-connections", plain(new BalancePolicy.LeastConnections()));
    words.put("ewma", plain(new BalancePolicy.PeakEwma()));
    words.put("random", plain(new BalancePolicy.WeightedRandom()));
    words.put("maglev", new Balance(true, BalancePolicy.Maglev::new));
    words.put("ring-hash", new Balance(true, BalancePolicy.RingHash::new));
    words.put("rendezvous", new Balance(true, BalancePolicy.Rendezvous::new));
    words.put("source", plain(new BalancePolicy.SourceHash()));
    return words;
  }

  private static Balance plain(BalancePolicy policy) {
    return new Balance(false, _ -> policy);
  }
}
