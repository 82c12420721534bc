package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StickySecretTest {
  @TempDir Path folder;

  @Test
  void itIsMadeOnceForItsOwnerAlone() throws Exception {
    byte[] first;
    try (Store store = Store.open(folder)) {
      first = store.stickySecret().kept();
      assertThat(store.stickySecret().kept()).isEqualTo(first);
    }
    Path file = folder.resolve("sticky.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).matches("[0-9a-f]{64}\n");
    try (Store store = Store.open(folder)) {
      assertThat(store.stickySecret().kept()).isEqualTo(first);
    }
  }

  @Test
  void installationsHaveSecretsOfTheirOwn() throws Exception {
    try (Store one = Store.open(folder.resolve("one"));
        Store other = Store.open(folder.resolve("other"))) {
      assertThat(one.stickySecret().kept()).isNotEqualTo(other.stickySecret().kept());
    }
  }

  @Test
  void whoMayOnlyLookReadsIt() throws Exception {
    try (Store first = Store.open(folder)) {
      byte[] secret = first.stickySecret().kept();
      try (Store second = Store.open(folder)) {
        assertThat(second.state().writable()).isFalse();
        assertThat(second.stickySecret().kept()).isEqualTo(secret);
      }
    }
  }

  @Test
  void whoMayOnlyLookMakesNone() throws Exception {
    try (Store first = Store.open(folder);
        Store second = Store.open(folder)) {
      assertThat(first.state().writable()).isTrue();
      assertThatThrownBy(() -> second.stickySecret().kept()).isInstanceOf(StoreFailure.class);
      assertThat(folder.resolve("sticky.key")).doesNotExist();
    }
  }

  @Test
  void anUnusableOneIsLeftToThePersonWhoWroteIt() throws Exception {
    Files.writeString(folder.resolve("sticky.key"), "short\n");
    try (Store store = Store.open(folder)) {
      assertThatThrownBy(() -> store.stickySecret().kept())
          .isInstanceOf(StoreFailure.class)
          .hasMessageContaining("5 bytes (expected: 32 to 4096)")
          .hasMessageNotContaining("short");
    }
    assertThat(folder.resolve("sticky.key")).hasContent("short");
  }

  @Test
  void spacesAroundASecretAreNoPartOfIt() throws Exception {
    Path file = Files.writeString(folder.resolve("a"), "  " + "s".repeat(40) + " \r\n\n");
    assertThat(SecretFile.read(file)).isEqualTo("s".repeat(40).getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatIsNoSecretIsRefusedWithAReason() throws IOException {
    Path large = Files.writeString(folder.resolve("large"), "s".repeat(4097));
    assertThat(SecretFile.obstacle(large.toString())).contains("more than 4096 bytes");
    assertThat(SecretFile.obstacle(folder.toString())).contains("no regular file");
    assertThat(SecretFile.obstacle(folder.resolve("none").toString()))
        .contains("No such file or directory");
    assertThat(SecretFile.obstacle("a\0b")).isNotEmpty();
    assertThat(SecretFile.obstacle("/dev/zero")).contains("no regular file");
  }
}
