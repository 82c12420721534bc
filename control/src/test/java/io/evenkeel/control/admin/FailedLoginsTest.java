package io.evenkeel.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void noScheduleOfGuessesGetsMoreThanTheBurstAndOneASecond() {
    long seed = 20_260_105;
    for (int i = 0; i < 200; i++) {
      Random random = new Random(seed + i);
      FailedLogins failed = new FailedLogins();
      long start = random.nextLong(Long.MAX_VALUE / 2) - Long.MAX_VALUE / 4;
      long now = start;
      int admitted = 0;
      for (int guess = 0; guess < 500; guess++) {
        now += random.nextLong(SECOND);
        String hash = Integer.toString(guess);
        if (failed.admits("p", hash, now)) {
          assertThat(failed.isNews("p", hash, now)).isTrue();
          admitted++;
        }
        long allowed = FailedLogins.BURST + (now - start) / SECOND + 1;
        assertThat(admitted).as("seed %d", seed + i).isLessThanOrEqualTo((int) allowed);
      }
      assertThat(admitted).as("seed %d: about one a second", seed + i).isGreaterThan(150);
    }
  }

  @Test
  void memoryIsBoundedHoweverManySendersThereAre() {
    FailedLogins failed = new FailedLogins();
    for (int i = 0; i < 10_000; i++) {
      failed.isNews("peer " + i, "hash", i);
    }
    assertThat(failed.size()).isEqualTo(FailedLogins.SENDERS);
  }

  @Test
  void oneSenderDoesNotLockAnotherOut() {
    FailedLogins failed = new FailedLogins();
    for (int i = 0; i < FailedLogins.BURST; i++) {
      failed.isNews("a", "hash " + i, 0);
    }
    assertThat(failed.admits("a", "new", 0)).isFalse();
    assertThat(failed.admits("b", "new", 0)).isTrue();
  }
}
