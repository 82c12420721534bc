package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.Hand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandFileTest {
  private static final Instant LATER = Instant.parse("2026-01-14T12:00:00.123Z");
  private static final List<KeptHand> HANDS =
      List.of(
          hand("10.0.0.1", Hand.Kind.DRAINING, LATER, LATER.minusSeconds(5)),
          hand("fe80::1", Hand.Kind.MAINTENANCE, null, null),
          hand("b.internal", Hand.Kind.FORCED_HEALTHY, LATER, null));

  @TempDir Path folder;

  private static KeptHand hand(
      String host, Hand.Kind kind, @Nullable Instant until, @Nullable Instant deadline) {
    return new KeptHand(
        new ServerId(new PoolName("api"), new HostPort(host, 3000)),
        "server \u00e4 \"1\"",
        kind,
        "ana",
        "new\ndisk",
        until,
        deadline);
  }

  @Test
  void theNextProcessKnowsThem() throws Exception {
    try (Store store = Store.open(folder)) {
      assertThat(store.hands().kept()).isEmpty();
      store.hands().keep(HANDS);
      assertThat(store.hands().kept()).isEqualTo(HANDS);
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("hands.json"))))
        .isEqualTo("rw-------");
    try (Store store = Store.open(folder)) {
      assertThat(store.hands().kept()).isEqualTo(HANDS);
      store.hands().keep(List.of());
    }
    try (Store store = Store.open(folder)) {
      assertThat(store.hands().kept()).isEmpty();
      assertThat(store.problems()).isEmpty();
    }
  }

  @Test
  void aDamagedFileIsAProblemAndNotTheEnd() throws Exception {
    try (Store store = Store.open(folder)) {
      store.hands().keep(HANDS);
    }
    Path file = folder.resolve("hands.json");
    Files.writeString(file, Files.readString(file).replace("maintenance", "draining   "));
    try (Store store = Store.open(folder)) {
      assertThat(store.hands().kept()).isEmpty();
      assertThat(store.problems()).hasSize(1);
      assertThat(store.problems().getFirst().toString()).contains("hands.json", "lost");
      store.hands().keep(HANDS);
    }
    try (Store store = Store.open(folder)) {
      assertThat(store.hands().kept()).isEqualTo(HANDS);
      assertThat(store.problems()).isEmpty();
    }
  }

  @Test
  void whoMayOnlyLookReadsThemAndKeepsNone() throws Exception {
    try (Store first = Store.open(folder)) {
      first.hands().keep(HANDS);
      try (Store second = Store.open(folder)) {
        assertThat(second.hands().kept()).isEqualTo(HANDS);
        assertThatThrownBy(() -> second.hands().keep(List.of())).isInstanceOf(StoreFailure.class);
        assertThat(second.hands().kept()).isEqualTo(HANDS);
      }
    }
  }
}
