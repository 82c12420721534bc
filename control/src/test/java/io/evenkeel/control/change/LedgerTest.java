package io.evenkeel.control.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.store.AuditEntry;
import io.evenkeel.control.store.Revision.SourceFile;
import io.evenkeel.control.store.Store;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.ChangeRequest.Fate;
import io.evenkeel.core.change.Verdict;
import io.evenkeel.core.model.Role;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerTest {
  private static final Actor ANA = new Actor("ana", Role.OPERATOR);

  /** What came to an end can be proposed again, and no approval of then counts. */
  @ParameterizedTest
  @EnumSource(Fate.class)
  void aPlanOnRecordThatIsProposedAgain(Fate fate, @TempDir Path folder) throws Exception {
    try (Store store = Store.open(folder)) {
      Ledger ledger = new Ledger(store, () -> Instant.EPOCH);
      ChangeRequest first = Requests.request(Verdict.NEEDS_APPROVAL, fate, "ben");
      List<SourceFile> files = List.of(new SourceFile("/evenkeel.yaml", "version: 1\n"));
      ledger.keep(first.plan(), files, ANA);
      ledger.update(Requests.ID, "test", "", ANA, _ -> first);

      ChangeRequest kept = ledger.keep(first.plan(), files, ANA);

      boolean isUnderWay = fate == Fate.OPEN || fate == Fate.APPLYING;
      assertThat(kept)
          .isEqualTo(isUnderWay ? first : Requests.request(Verdict.NEEDS_APPROVAL, Fate.OPEN));
      assertThat(ledger.find(Requests.ID)).isEqualTo(kept);
      assertThat(store.plans().files(Requests.ID)).isEqualTo(files);
      assertThat(store.audit().entries(10))
          .filteredOn(entry -> entry.what().equals("plan"))
          .hasSize(isUnderWay ? 1 : 2)
          .extracting(AuditEntry::result)
          .containsOnly("needs-approval");
    }
  }
}
