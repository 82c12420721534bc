package io.evenkeel.control.change;

import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.Change;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Forecast;
import io.evenkeel.core.change.LiveFacts;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.change.Risk;
import io.evenkeel.core.change.Verdict;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Plans by ana, for tests of what may become of them. */
final class Requests {
  static final String ID = "0123456789abcdef";

  private Requests() {}

  static Plan plan(Verdict verdict, Risk risk, String canarySkipped) {
    return new Plan(
        ID,
        1,
        "ana",
        "because",
        Instant.EPOCH,
        "hash",
        List.of(new Change("zone", "", "eu-1")),
        List.of(),
        LiveFacts.NONE,
        Forecast.NONE,
        verdict,
        risk,
        canarySkipped);
  }

  static ChangeRequest request(Verdict verdict, Fate fate, String... approvedBy) {
    return new ChangeRequest(
        plan(verdict, Risk.LOW, ""),
        fate,
        Arrays.stream(approvedBy).map(by -> new Approval(by, Instant.EPOCH)).toList(),
        "");
  }
}
