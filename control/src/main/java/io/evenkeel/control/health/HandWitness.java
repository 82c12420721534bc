package io.evenkeel.control.health;

/** Is told what becomes of hands without an operator's doing. On the control loop. */
public interface HandWitness {
  /** Its time was over; also while the balancer was down. */
  void expired(LaidHand hand);

  /**
   * The deadline of its drain was over.
   *
   * @param requests that were broken off
   */
  void drained(LaidHand hand, int requests);
}
