package io.evenkeel.core.model;

import java.util.Arrays;
import java.util.HexFormat;

/** An IPv4 (4 bytes) or IPv6 (16 bytes) address in network order. */
public final class AddressBytes {
  private final byte[] bytes;

  public AddressBytes(byte[] bytes) {
    if (bytes.length != 4 && bytes.length != 16) {
      throw new IllegalArgumentException("address: " + bytes.length + " bytes (expected: 4 or 16)");
    }
    this.bytes = bytes.clone();
  }

  /** 4 or 16. */
  public int length() {
    return bytes.length;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /** The IPv4 address inside an IPv4-mapped IPv6 one; otherwise this. */
  public AddressBytes unmapped() {
    if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
      return this;
    }
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return this;
      }
    }
    return new AddressBytes(Arrays.copyOfRange(bytes, 12, 16));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddressBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return bytes.length == 4
        ? at(0) + "." + at(1) + "." + at(2) + "." + at(3)
        : HexFormat.ofDelimiter(":").formatHex(bytes);
  }
}
