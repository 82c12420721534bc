package io.evenkeel.control.rollout;

/**
 * How a rollout ended.
 *
 * @param committed false: everything is as if it had never been
 * @param why what undid it; empty when committed
 */
public record RolloutEnd(boolean committed, String why) {}
