package io.evenkeel.core.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AbsencesTest {
  @Test
  void nobodyMayBeAwayUntilItIsAllowed() {
    assertThat(new Absences().tryTake()).isFalse();
  }

  @Test
  void takesNoMoreThanAllowed() {
    Absences absences = new Absences();
    absences.allow(2);
    assertThat(absences.tryTake()).isTrue();
    assertThat(absences.tryTake()).isTrue();
    assertThat(absences.tryTake()).isFalse();
    absences.giveBack();
    assertThat(absences.tryTake()).isTrue();
  }

  @Test
  void aLowerLimitCallsNobodyBackAndLetsNobodyGo() {
    Absences absences = new Absences();
    absences.allow(2);
    assertThat(absences.tryTake()).isTrue();
    assertThat(absences.tryTake()).isTrue();
    absences.allow(1);
    assertThat(absences.taken()).isEqualTo(2);
    absences.giveBack();
    assertThat(absences.tryTake()).isFalse();
    absences.giveBack();
    assertThat(absences.tryTake()).isTrue();
  }

  @Test
  void givingBackWhatWasNotTakenIsAnError() {
    Absences absences = new Absences();
    assertThatThrownBy(absences::giveBack).isInstanceOf(IllegalStateException.class);
    assertThat(absences.taken()).isZero();
  }

  @Test
  void threadsTogetherTakeNoMoreThanAllowed() throws InterruptedException {
    Absences absences = new Absences();
    absences.allow(3);
    AtomicInteger away = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int j = 0; j < 20_000; j++) {
                  if (absences.tryTake()) {
                    most.accumulateAndGet(away.incrementAndGet(), Math::max);
                    away.decrementAndGet();
                    absences.giveBack();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, 3);
    assertThat(absences.taken()).isZero();
  }
}
