package io.evenkeel.core.model;

/** Which requests are shed first when there is too much to do. */
public enum Priority {
  HIGH,
  NORMAL,
  LOW
}
