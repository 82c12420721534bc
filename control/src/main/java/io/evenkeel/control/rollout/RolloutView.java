package io.evenkeel.control.rollout;

import java.util.List;

/**
 * How far the application of a plan is, for people who watch.
 *
 * @param revision the number it gets
 * @param stage {@code shadow}, {@code canary}, {@code bake}, {@code confirm}, {@code committed},
 *     {@code rolled-back}
 * @param secondsLeft of the stage; 0 when it is over
 * @param comparison lines such as {@code pool api: errors 0.0 % (control 0.0 %), p99 4 ms (control
 *     4 ms)}
 * @param why what undid it; empty
 */
public record RolloutView(
    String plan,
    long revision,
    String stage,
    long secondsLeft,
    List<String> comparison,
    String why) {
  public RolloutView {
    comparison = List.copyOf(comparison);
  }

  /** Whether nothing will happen any more. */
  public boolean isOver() {
    return stage.equals("committed") || stage.equals("rolled-back");
  }
}
