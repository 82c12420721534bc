package io.evenkeel.control.admin;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How often each sender has guessed a token: {@value #BURST} guesses at once, then one a second.
 *
 * <p>A guess is a token that was not tried before: a scraper with an old token repeats itself all
 * day and must not lock out the people on the same address. Memory is bounded: of the senders only
 * the last {@value #SENDERS} are known, of each only its last {@value #BURST} wrong tokens, by
 * hash. Called by one thread at a time.
 */
final class FailedLogins {
  static final int BURST = 10;
  static final int SENDERS = 1_000;
  private static final long NANOS_PER_GUESS = 1_000_000_000L;

  private final Map<String, Sender> senders =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sender> eldest) {
          return size() > SENDERS;
        }
      };

  private static final class Sender {
    /** Hashes of tokens, oldest first. */
    final Set<String> wrong = new LinkedHashSet<>();

    /** Time by which all guesses so far are paid for. */
    long paidNanos;
  }

  /** Whether {@code hash} is known to be wrong, or one more guess is free. */
  boolean admits(String peer, String hash, long nowNanos) {
    Sender sender = senders.get(peer);
    return sender == null
        || sender.wrong.contains(hash)
        || sender.paidNanos - nowNanos <= (BURST - 1) * NANOS_PER_GUESS;
  }

  /** Notes a wrong token; whether it is news. */
  boolean isNews(String peer, String hash, long nowNanos) {
    Sender sender = senders.get(peer);
    if (sender == null) {
      sender = new Sender();
      sender.paidNanos = nowNanos;
      senders.put(peer, sender);
    }
    if (!sender.wrong.add(hash)) {
      return false;
    }
    if (sender.wrong.size() > BURST) {
      sender.wrong.remove(sender.wrong.iterator().next());
    }
    long since = sender.paidNanos - nowNanos > 0 ? sender.paidNanos : nowNanos;
    sender.paidNanos = since + NANOS_PER_GUESS;
    return true;
  }

  /** How many senders are remembered. */
  int size() {
    return senders.size();
  }
}
