package io.evenkeel.control.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.evenkeel.core.change.Approval;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Verdict;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ApprovalsTest {
  private static final Actor ANA = new Actor("ana", Role.ADMIN);
  private static final Actor BEN = new Actor("ben", Role.APPROVER);

  /** Of a plan by ana; {@code yes} and {@code glass} are what she adds to {@code apply}. */
  @ParameterizedTest(name = "{0}, {1} needed, {2}, {3}{4} -> {5}")
  @CsvSource({
    "SAFE,           0, '',      '',  '',    ok",
    "SAFE,           2, '',      '',  '',    ok",
    "NEEDS_APPROVAL, 0, '',      '',  '',    WAITING",
    "NEEDS_APPROVAL, 0, '',      yes, '',    ok",
    "NEEDS_APPROVAL, 1, '',      yes, '',    WAITING",
    "NEEDS_APPROVAL, 1, ben,     '',  '',    ok",
    // her own never counts, however it got there
    "NEEDS_APPROVAL, 1, ana,     yes, '',    WAITING",
    "NEEDS_APPROVAL, 2, ana ben, yes, '',    WAITING",
    "NEEDS_APPROVAL, 2, ben cal, '',  '',    ok",
    "NEEDS_APPROVAL, 1, '',      '',  glass, ok",
    // a refusal is no matter of approvals
    "REFUSED,        0, '',      yes, '',    INVALID",
    "REFUSED,        1, ben cal, yes, '',    INVALID",
    "REFUSED,        1, '',      '',  glass, ok",
  })
  void mayApply(
      Verdict verdict, int needed, String approvedBy, String yes, String glass, String outcome) {
    String[] names = approvedBy.isEmpty() ? new String[0] : approvedBy.split(" ");
    ChangeRequest request = Requests.request(verdict, Fate.OPEN, names);
    ApplyOptions options =
        new ApplyOptions(!yes.isEmpty(), !glass.isEmpty(), "reason", Duration.ZERO);
    ChangeRefused refused =
        catchThrowableOfType(
            ChangeRefused.class, () -> Approvals.mayApply(request, served(needed), options));
    assertThat(refused == null ? "ok" : refused.kind().name()).isEqualTo(outcome);
  }

  private static Config served(int approvals) {
    ChangePolicy policy =
        new ChangePolicy(approvals, 0.5, List.of(), RolloutPolicy.DEFAULT, RollbackOn.DEFAULT);
    return new Config(new Admin.Off(), "", "", Map.of(), Map.of(), policy);
  }

  @Test
  void theAuthorDoesNotApprove() {
    ChangeRequest request = Requests.request(Verdict.NEEDS_APPROVAL, Fate.OPEN);
    ChangeRefused refused =
        catchThrowableOfType(
            ChangeRefused.class, () -> Approvals.approve(request, ANA, Instant.EPOCH));
    assertThat(Objects.requireNonNull(refused).kind()).isEqualTo(ChangeRefused.Kind.FORBIDDEN);
  }

  @Test
  void approvingTwiceIsOnce() throws ChangeRefused {
    ChangeRequest request = Requests.request(Verdict.NEEDS_APPROVAL, Fate.OPEN);
    ChangeRequest once = Approvals.approve(request, BEN, Instant.EPOCH);
    ChangeRequest twice = Approvals.approve(once, BEN, Instant.EPOCH.plusSeconds(1));
    assertThat(twice.approvals()).containsExactly(new Approval("ben", Instant.EPOCH));
  }

  @Test
  void theAuthorWithdrawsAndOthersReject() throws ChangeRefused {
    ChangeRequest request = Requests.request(Verdict.NEEDS_APPROVAL, Fate.OPEN, "cal");
    assertThat(Approvals.reject(request, ANA, "").fate()).isEqualTo(Fate.WITHDRAWN);
    ChangeRequest rejected = Approvals.reject(request, BEN, "not today");
    assertThat(rejected.fate()).isEqualTo(Fate.REJECTED);
    assertThat(rejected.closedBecause()).isEqualTo("not today");
  }

  @ParameterizedTest
  @EnumSource(Fate.class)
  void onlyAnOpenPlanCanBecomeSomething(Fate fate) {
    ChangeRequest request = Requests.request(Verdict.SAFE, fate);
    ChangeRefused refused =
        catchThrowableOfType(ChangeRefused.class, () -> Approvals.open(request));
    if (fate == Fate.OPEN) {
      assertThat(refused).isNull();
    } else {
      assertThat(Objects.requireNonNull(refused).kind()).isEqualTo(ChangeRefused.Kind.STALE);
      assertThat(refused).hasMessageEndingWith("; plan again");
    }
  }
}
