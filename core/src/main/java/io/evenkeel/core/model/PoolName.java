package io.evenkeel.core.model;

/** The name of a pool: its key in the configuration, its label in metrics. */
public record PoolName(String value) implements Comparable<PoolName> {
  public PoolName {
    Names.require("pool name", value);
  }

  @Override
  public int compareTo(PoolName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
