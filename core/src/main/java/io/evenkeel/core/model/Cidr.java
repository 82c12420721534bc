package io.evenkeel.core.model;

/**
 * A block of addresses.
 *
 * @param address 4 or 16 bytes, network order, host bits zero
 * @param prefix bits of the address that count
 */
public record Cidr(AddressBytes address, int prefix) {
  public Cidr {
    if (prefix < 0 || prefix > address.length() * 8) {
      throw new IllegalArgumentException(
          "prefix: /"
              + prefix
              + " (expected: 0 to "
              + address.length() * 8
              + " for "
              + address
              + ")");
    }
  }

  /**
   * Whether {@code candidate} (4 or 16 bytes) lies in the block; an IPv4-mapped address counts as
   * IPv4.
   */
  public boolean contains(AddressBytes candidate) {
    AddressBytes other = candidate.unmapped();
    if (other.length() != address.length()) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += 8) {
      int mask = prefix - bit >= 8 ? 0xff : 0xff << (8 - (prefix - bit)) & 0xff;
      if ((other.at(bit >> 3) & mask) != (address.at(bit >> 3) & mask)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address + "/" + prefix;
  }
}
