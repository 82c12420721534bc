package io.evenkeel.core.health;

import io.evenkeel.core.model.OutlierPolicy;
import java.time.Duration;

/**
 * What live traffic has decided about one server: in the rotation, suspected of a stall, or ejected
 * from it.
 *
 * <table>
 * <caption>Transitions; "times" is how often it was ejected lately</caption>
 * <tr><th>state<th>input<th>next
 * <tr><td>In<td>SUSPECT<td>Suspected
 * <tr><td>In, Suspected<td>EJECT<td>Ejected, one time more
 * <tr><td>Ejected<td>EJECT, SUSPECT<td>as it was: what was under way there still fails, no news
 * <tr><td>Suspected<td>PASSED, RELEASE<td>In, as before
 * <tr><td>Ejected for a stall<td>PASSED<td>In
 * <tr><td>Ejected for failures<td>PASSED<td>as it was: its check does not see what its clients see
 * <tr><td>Ejected<td>RELEASE, or its time is over<td>In
 * <tr><td>In<td>PASSED, RELEASE<td>as it was
 * </table>
 *
 * <p>An ejection lasts {@code eject-for}, doubled with every further one, at most {@link #LONGEST};
 * one doubling is forgiven for each {@link #FORGIVEN_AFTER} first lengths in the rotation.
 */
public sealed interface Ejection {
  /**
   * A server that is bad for long is tried again this often at least: a try costs no more requests
   * than it takes to eject it again, and who repairs it should not wait for longer.
   */
  Duration LONGEST = Duration.ofMinutes(5);

  /** In first lengths: a minute by default. What happens once in a minute is still the same ill. */
  int FORGIVEN_AFTER = 6;

  /** At most so much longer, so that servers that left together do not return together. */
  double JITTER = 0.1;

  /** Why a server is ejected. */
  enum Reason {
    CONSECUTIVE_FAILURES,
    FAILURE_RATE,
    /** It fails more than its peers. */
    SUCCESS_RATE,
    STALLED
  }

  /** What can happen to it. */
  enum Input {
    SUSPECT,
    /** A probe of it passed. */
    PASSED,
    /** The limits, the configuration or an operator want it back. */
    RELEASE
  }

  /**
   * Takes traffic.
   *
   * @param times ejected lately
   * @param sinceNanos when it came back; meaningless without a time
   */
  record In(int times, long sinceNanos) implements Ejection {
    /** And never was ejected. */
    public static final In NEVER = new In(0, 0);

    /** Of the times it was ejected, those that are not forgiven yet. */
    int remembered(OutlierPolicy.Active policy, long nowNanos) {
      long forgiven = (nowNanos - sinceNanos) / (policy.ejectFor().toNanos() * FORGIVEN_AFTER);
      return times == 0 ? 0 : (int) Math.max(0, times - Math.max(0, forgiven));
    }
  }

  /**
   * Takes no new request while a probe asks whether it stalls.
   *
   * @param before what it was
   */
  record Suspected(In before, long sinceNanos) implements Ejection {}

  /**
   * Out of the rotation.
   *
   * @param why for people: {@code 5 failures in a row, the last: 503}
   * @param times this one included
   */
  record Ejected(Reason reason, String why, int times, long sinceNanos, long untilNanos)
      implements Ejection {}

  /** Whether it takes no new request. */
  default boolean isAway() {
    return !(this instanceof In);
  }

  /** The state after {@code input}. */
  default Ejection after(Input input, long nowNanos) {
    return switch (this) {
      case In in -> input == Input.SUSPECT ? new Suspected(in, nowNanos) : in;
      case Suspected suspected -> input == Input.SUSPECT ? suspected : suspected.before();
      case Ejected ejected -> {
        boolean ends =
            input == Input.RELEASE || (input == Input.PASSED && ejected.reason() == Reason.STALLED);
        yield ends ? new In(ejected.times(), nowNanos) : ejected;
      }
    };
  }

  /** The state when the time is {@code nowNanos}. */
  default Ejection at(long nowNanos) {
    return this instanceof Ejected ejected && nowNanos - ejected.untilNanos() >= 0
        ? new In(ejected.times(), nowNanos)
        : this;
  }

  /**
   * The state after it was found to do badly.
   *
   * @param chance of 0 to 1, for the jitter
   */
  default Ejection ejected(
      Reason reason, String why, OutlierPolicy.Active policy, double chance, long nowNanos) {
    int times =
        switch (this) {
          case In in -> in.remembered(policy, nowNanos) + 1;
          case Suspected suspected -> suspected.before().remembered(policy, nowNanos) + 1;
          case Ejected _ -> 0;
        };
    if (times == 0) {
      return this;
    }
    long length = lengthNanos(policy, times);
    long jitter = (long) (length * JITTER * chance);
    return new Ejected(reason, why, times, nowNanos, nowNanos + length + jitter);
  }

  /** How long the {@code times}-th ejection lasts, without jitter. */
  static long lengthNanos(OutlierPolicy.Active policy, int times) {
    long first = policy.ejectFor().toNanos();
    long longest = Math.max(first, LONGEST.toNanos());
    // 2^30 times the shortest first length is beyond the longest; more would overflow.
    double length = (double) first * (1L << Math.min(times - 1, 30));
    return (long) Math.min(length, (double) longest);
  }
}
