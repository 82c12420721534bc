package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SheddingTest {
  private static final long QUIET = Shedding.QUIET_NANOS;

  @Test
  void beginsWithTheFirstAndEndsAfterQuiet() {
    Shedding state = new Shedding.Not(5);
    assertThat(Shedding.next(state, 5, 1)).isEqualTo(state);
    state = Shedding.next(state, 7, 1);
    assertThat(state).isEqualTo(new Shedding.For(7, 5, 1, 1));
    assertThat(Shedding.next(state, 7, QUIET)).isEqualTo(state);
    assertThat(Shedding.next(state, 7, QUIET + 1)).isEqualTo(new Shedding.Not(7));
    state = Shedding.next(state, 9, QUIET);
    assertThat(state).isEqualTo(new Shedding.For(9, 5, 1, QUIET));
    assertThat(((Shedding.For) state).shed()).isEqualTo(4);
    assertThat(Shedding.next(state, 9, 2 * QUIET - 1)).isEqualTo(state);
    assertThat(Shedding.next(state, 9, 2 * QUIET)).isEqualTo(new Shedding.Not(9));
  }

  @Test
  void countsThatBeginAnewEndIt() {
    Shedding state = new Shedding.For(9, 5, 1, 1);
    assertThat(Shedding.next(state, 0, 2)).isEqualTo(new Shedding.Not(0));
    assertThat(Shedding.next(new Shedding.Not(9), 0, 2)).isEqualTo(new Shedding.Not(0));
  }
}
