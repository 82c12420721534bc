package io.evenkeel.core.model;

/**
 * The identity of a server: its pool and address. Name, weight, zone and labels are not identity.
 */
public record ServerId(PoolName pool, HostPort address) {
  @Override
  public String toString() {
    return pool + "/" + address;
  }
}
