package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * {@code sticky.key}: the secret that signs this installation's sticky cookies, made when it is
 * first asked for. It outlives every process, so that clients stay with their servers. Any thread;
 * waits for the disk.
 */
public final class StickySecret {
  /** As long as the hash that it keys (RFC 2104, 3). */
  private static final int BYTES = 32;

  private final Layout layout;
  private final Disk disk;
  private final WriteGate gate;

  StickySecret(Layout layout, Disk disk, WriteGate gate) {
    this.layout = layout;
    this.disk = disk;
    this.gate = gate;
  }

  /** One that nobody has; 64 hexadecimal digits. */
  public static byte[] made() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The secret that is kept, made and kept if there is none. Whoever only looks at the folder, such
   * as a second process, reads what the first one made.
   */
  public byte[] kept() throws StoreFailure {
    Path file = layout.stickySecret();
    try {
      return Files.exists(file) ? SecretFile.read(file) : gate.write(() -> make(file));
    } catch (IOException e) {
      throw new StoreFailure("the secret of sticky cookies: " + Refusal.reason(e));
    }
  }

  private byte[] make(Path file) throws IOException {
    if (Files.exists(file)) {
      return SecretFile.read(file);
    }
    byte[] secret = made();
    Path temporary = layout.temporary("sticky.key");
    disk.delete(temporary);
    disk.writeNew(
        temporary,
        (new String(secret, StandardCharsets.US_ASCII) + "\n").getBytes(StandardCharsets.US_ASCII));
    disk.rename(temporary, file);
    return secret;
  }
}
