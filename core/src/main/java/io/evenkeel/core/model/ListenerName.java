package io.evenkeel.core.model;

/** The name of a listener: its key in the configuration, its label in metrics. */
public record ListenerName(String value) implements Comparable<ListenerName> {
  public ListenerName {
    Names.require("listener name", value);
  }

  @Override
  public int compareTo(ListenerName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
