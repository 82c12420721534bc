package io.evenkeel.core.health;

/** What one probe said. */
public enum ProbeOutcome {
  PASS,
  FAIL,
  /**
   * We could not even ask, for a reason on our own side such as a lack of descriptors: nothing is
   * learned of the server, and no verdict moves. Otherwise a balancer in trouble would take its
   * whole fleet for sick.
   */
  INCONCLUSIVE
}
