package io.evenkeel.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HashingTest {
  /** These may never change: clients would lose their servers at the next release. */
  @Test
  void theSameBytesGiveTheSameHashForever() {
    assertThat(Hashing.hash("")).isEqualTo(0xefd01f60ba992926L);
    assertThat(Hashing.hash("10.0.0.1")).isEqualTo(Hashing.hash(bytes("x10.0.0.1y"), 1, 9));
  }

  @Test
  void everyInputBitTurnsHalfOfTheOutput() {
    byte[] key = bytes("10.0.0.1:3000");
    long before = Hashing.hash(key, 0, key.length);
    for (int bit = 0; bit < key.length * 8; bit++) {
      key[bit >> 3] ^= (byte) (1 << (bit & 7));
      long turned = before ^ Hashing.hash(key, 0, key.length);
      assertThat(Long.bitCount(turned)).as("bit %d", bit).isBetween(16, 48);
      key[bit >> 3] ^= (byte) (1 << (bit & 7));
    }
  }

  @Test
  void neighbouringAddressesSpreadOverAllBuckets() {
    int[] buckets = new int[64];
    for (int i = 0; i < 64_000; i++) {
      buckets[Hashing.reduce(Hashing.hash("10.1." + (i >> 8) + "." + (i & 255)), 64)]++;
    }
    // Mean 1,000, five standard deviations.
    assertThat(Arrays.stream(buckets)).allMatch(count -> count > 840 && count < 1_160);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
