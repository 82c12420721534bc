package io.evenkeel.control.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReloadsTest {
  private final AtomicLong served = new AtomicLong(3);
  private final Reloads reloads = new Reloads(served::get);

  @Test
  void aRejectionStandsWhileTheSameRevisionIsServed() {
    reloads.accepted(10);
    reloads.rejected("line 4: unknown key");
    assertThat(reloads.outcome()).isEqualTo(new Reloads.Outcome(1, 1, "line 4: unknown key", 10));
    reloads.accepted(20);
    assertThat(reloads.outcome()).isEqualTo(new Reloads.Outcome(2, 1, "", 20));
  }

  @Test
  void aNewerRevisionAnswersItWhicheverWayItCame() {
    reloads.rejected("line 4: unknown key");
    served.set(4);
    assertThat(reloads.outcome().lastAccepted()).isTrue();
    assertThat(reloads.outcome().rejected()).as("it is still counted").isEqualTo(1);
    reloads.rejected("line 5");
    assertThat(reloads.outcome().error()).isEqualTo("line 5");
  }
}
