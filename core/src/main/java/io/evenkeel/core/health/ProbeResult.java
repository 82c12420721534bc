package io.evenkeel.core.health;

/**
 * One probe's answer.
 *
 * @param answer for people: {@code 200}, {@code 404}, {@code connection refused}, {@code timeout
 *     after 1s}
 * @param elapsedNanos from the begin of the connect to the verdict
 */
public record ProbeResult(ProbeOutcome outcome, String answer, long elapsedNanos) {}
