package io.evenkeel.core.health;

import java.util.concurrent.TimeUnit;

/**
 * Measures how long a server that has requests has sent no byte of an answer, and says when it is
 * to be asked. Control loop only, looked at every few hundredths of a second.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>phase<th>what is seen<th>next<th>to do
 * <tr><td>MOVING<td>nobody waits, or a first byte came<td>MOVING, time begins anew<td>
 * <tr><td>MOVING<td>somebody waits, too long without a byte<td>ASKED<td>ASK: send a probe
 * <tr><td>ASKED<td>a first byte came<td>MOVING<td>CLEAR
 * <tr><td>ASKED<td>no answer of the probe within {@link #PATIENCE_NANOS}<td>SUSPECTED<td>SUSPECT:
 *     no new traffic
 * <tr><td>SUSPECTED<td>a first byte came<td>MOVING<td>CLEAR
 * <tr><td>ASKED, SUSPECTED<td>the probe passed<td>MOVING, with more patience<td>CLEAR
 * <tr><td>ASKED, SUSPECTED<td>the probe got no answer<td>STALLED<td>CONFIRM
 * <tr><td>STALLED<td>a first byte came, or somebody said that it is back<td>MOVING<td>
 * </table>
 *
 * <p>So a server that is slow by right, a report of ten seconds on a quiet server, costs a probe
 * and nothing else: it is asked before anything is held against it. After a probe that passed, the
 * same silence is no question again for {@link #SETTLED_NANOS}, and twice the time is granted for a
 * minute after each, up to 64 times.
 */
public final class StallClock {
  /** What is to be done about the server. */
  public enum Step {
    NOTHING,
    ASK,
    SUSPECT,
    CLEAR,
    CONFIRM
  }

  /** How far the suspicion has come. */
  public enum Phase {
    MOVING,
    ASKED,
    SUSPECTED,
    STALLED
  }

  /**
   * A well server answers its check within this; until then it goes on getting requests. Together
   * with the least threshold of 200 ms and a probe of 500 ms a stall is confirmed within 0.8 s.
   */
  public static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** As long as the longest requests that are still called interactive. */
  static final long SETTLED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Looks that are further apart are not one observation. */
  static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  static final long DOUBT_NANOS = TimeUnit.MINUTES.toNanos(1);
  static final int MOST_DOUBTS = 6;

  private Phase phase = Phase.MOVING;
  private long begunBefore;
  private long sinceNanos;
  private long askedNanos;
  private long lookedNanos;
  private long settledUntilNanos;
  private boolean settled;
  private int doubts;
  private long doubtedNanos;

  public Phase phase() {
    return phase;
  }

  /** How long there has been no byte, at the last look. */
  public long silentNanos() {
    return lookedNanos - sinceNanos;
  }

  /**
   * One look. A server with nothing in flight and no open question need not be looked at; nor does
   * time count in which nobody looked, for it was idle then, or we stood still ourselves.
   *
   * @param waiting requests at the server of whose answer no byte has come
   * @param begun answers of which a byte has come, since the server is known
   * @param thresholdNanos silence that is too long
   */
  public Step look(int waiting, long begun, long thresholdNanos, long nowNanos) {
    boolean moved = begun != begunBefore;
    begunBefore = begun;
    boolean away = nowNanos - lookedNanos > GAP_NANOS;
    lookedNanos = nowNanos;
    if (moved || (phase == Phase.MOVING && (waiting <= 0 || away))) {
      sinceNanos = nowNanos;
      settled = false;
      return back();
    }
    return switch (phase) {
      case MOVING -> {
        yield isTooLong(thresholdNanos, nowNanos) ? ask(nowNanos) : Step.NOTHING;
      }
      case ASKED -> {
        if (nowNanos - askedNanos < PATIENCE_NANOS) {
          yield Step.NOTHING;
        }
        phase = Phase.SUSPECTED;
        yield Step.SUSPECT;
      }
      case SUSPECTED, STALLED -> Step.NOTHING;
    };
  }

  /** A probe passed, or failed in a way that only a running server does. */
  public Step answered(long nowNanos) {
    if (phase == Phase.MOVING) {
      return Step.NOTHING;
    }
    doubts = Math.min(MOST_DOUBTS, remembered(nowNanos) + 1);
    doubtedNanos = nowNanos;
    sinceNanos = nowNanos;
    settled = true;
    settledUntilNanos = nowNanos + SETTLED_NANOS;
    return back();
  }

  /** The probe got no answer. */
  public Step silent() {
    if (phase != Phase.ASKED && phase != Phase.SUSPECTED) {
      return Step.NOTHING;
    }
    phase = Phase.STALLED;
    return Step.CONFIRM;
  }

  /** Whatever was suspected is over. */
  public void forgive(long nowNanos) {
    phase = Phase.MOVING;
    sinceNanos = nowNanos;
    settled = false;
  }

  private Step ask(long nowNanos) {
    phase = Phase.ASKED;
    askedNanos = nowNanos;
    return Step.ASK;
  }

  private Step back() {
    boolean open = phase != Phase.MOVING;
    phase = Phase.MOVING;
    return open ? Step.CLEAR : Step.NOTHING;
  }

  private boolean isTooLong(long thresholdNanos, long nowNanos) {
    if (settled && nowNanos - settledUntilNanos < 0) {
      return false;
    }
    return nowNanos - sinceNanos > thresholdNanos << remembered(nowNanos);
  }

  private int remembered(long nowNanos) {
    return doubts == 0 || nowNanos - doubtedNanos >= DOUBT_NANOS ? 0 : doubts;
  }
}
