package io.evenkeel.core.resilience;

import io.evenkeel.core.model.RetryPolicy;

/**
 * Whether a request may be tried once more, and what that costs: the one place that decides, for
 * the proxy and for the simulator.
 *
 * <pre>
 * reason           on:      methods      counts as an attempt  from the budget  where
 * refused          connect  all          no, 5 at most         no               another server
 * connect-timeout  connect  all          yes                   yes              another server
 * stale            always   repeatable   no, once              yes              any, new connection
 * reset            reset    repeatable   yes                   yes              another server
 * timeout          reset    repeatable   yes                   yes              another server
 * status           listed   repeatable   yes                   yes              another server
 * hedge            always   idempotent   yes                   yes              another server
 * </pre>
 *
 * <p>Repeatable are the idempotent methods (RFC 9110, 9.2.2), or all when the policy says so. Where
 * there is no other server, the client is told: what broke an exchange may break it again, and an
 * answer that is no HTTP is not to be hidden.
 *
 * <p>Never: with {@code attempts: 1}; once a byte of the final answer's head went to the client;
 * when the bytes that went to the server are not kept; after the deadline of the route. Interim
 * answers (1xx) that went to the client forbid nothing: they promise nothing of the final one (RFC
 * 9110, 15.2).
 *
 * <p>A refusal is free because it costs a server nothing: with two of three servers gone, a request
 * finds the third whatever the number of attempts. All that may have reached a server is paid for,
 * so that servers get at most {@code 1 + budget} times the requests, whatever fails.
 */
public final class RetryRules {
  /** Refusals that a request may meet beyond its attempts: bounds the time it is tossed about. */
  public static final int MOST_REFUSALS = 5;

  private RetryRules() {}

  /** What another try costs. */
  public enum Verdict {
    /** There must be none. */
    NO,
    /** It may be made, and neither counts as an attempt nor draws from the budget. */
    FREE,
    /** It may be made if the budget allows it. */
    PAID
  }

  /** What the rules look at of a request. */
  public interface Request {
    /** Whether acting on it twice is the same as once. */
    boolean isIdempotent();

    /** Whether all of it that any server has got can be sent again. */
    boolean isKept();

    /** Whether a byte of a final answer went to the client. */
    boolean isAnswered();

    /** Whether the deadline of its route is over. */
    boolean isLate();

    /** Tries so far that count as attempts, hedges included. */
    int attempts();

    /** Tries so far that were refused. */
    int refusals();

    /** Whether a stale connection was met before. */
    boolean metStale();
  }

  /**
   * Whether {@code request} may be tried again.
   *
   * @param status of the answer, for {@link RetryReason#STATUS}; else ignored
   */
  public static Verdict verdict(
      RetryReason reason, int status, RetryPolicy policy, Request request) {
    if (policy.attempts() == 1 || request.isAnswered() || !request.isKept() || request.isLate()) {
      return Verdict.NO;
    }
    boolean left = request.attempts() < policy.attempts();
    boolean repeatable = policy.methods() == RetryPolicy.Methods.ALL || request.isIdempotent();
    boolean may =
        switch (reason) {
          case REFUSED -> policy.onConnect() && request.refusals() <= MOST_REFUSALS;
          case CONNECT_TIMEOUT -> left && policy.onConnect();
          case STALE -> repeatable && !request.metStale();
          case RESET, TIMEOUT -> left && repeatable && policy.onReset();
          case STATUS -> left && repeatable && policy.onStatus().contains(status);
          // The operator who lets every method be sent again after a failure has not said that it
          // may be sent twice without one.
          case HEDGE -> left && request.isIdempotent();
        };
    return !may ? Verdict.NO : reason == RetryReason.REFUSED ? Verdict.FREE : Verdict.PAID;
  }
}
