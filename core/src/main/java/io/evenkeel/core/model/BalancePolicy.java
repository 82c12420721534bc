package io.evenkeel.core.model;

/** The algorithm that picks a server; the key {@code balance} of a pool. */
public sealed interface BalancePolicy {
  /** Smooth weighted round robin. */
  record RoundRobin() implements BalancePolicy {}

  /** Fewest requests in flight relative to weight. */
  record LeastConnections() implements BalancePolicy {}

  /** Power of two choices: the less loaded of two random servers. The default. */
  record PowerOfTwo() implements BalancePolicy {}

  /** Power of two choices over the peak-sensitive moving average of latency times load. */
  record PeakEwma() implements BalancePolicy {}

  /** Weighted random. */
  record WeightedRandom() implements BalancePolicy {}

  /** Maglev consistent hashing. */
  record Maglev(HashKey key) implements BalancePolicy {}

  /** Ketama-style ring hashing. */
  record RingHash(HashKey key) implements BalancePolicy {}

  /** Rendezvous (highest random weight) hashing. */
  record Rendezvous(HashKey key) implements BalancePolicy {}

  /** Hash of the client's address, modulo the weighted servers. */
  record SourceHash() implements BalancePolicy {}
}
