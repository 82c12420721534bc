package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.finding.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that was read, and what it is as certificates and as a key; each is worked out once. */
final class OpenedFile {
  private final Path path;
  private final String written;
  private final byte[] bytes;
  private @Nullable Answer<Chain> chain;
  private @Nullable Answer<PublicIdentity> key;

  /**
   * @param written as the configuration names it
   */
  OpenedFile(Path path, String written, byte[] bytes) {
    this.path = path;
    this.written = written;
    this.bytes = bytes;
  }

  Answer<Chain> chain() {
    Answer<Chain> known = chain;
    if (known == null) {
      known = new ChainReader(written).read(bytes);
      chain = known;
    }
    return known;
  }

  Answer<PublicIdentity> key() {
    Answer<PublicIdentity> known = key;
    if (known == null) {
      known = new KeyReader(written).read(bytes);
      key = known;
    }
    return known;
  }

  /** Of a file with a private key; null when not everybody can read it, or nobody knows. */
  @Nullable Complaint openToAll() {
    try {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(path);
      return mode.contains(PosixFilePermission.OTHERS_READ)
          ? new Complaint(
              Code.KEY_READABLE,
              "every user of this machine can read the private key (mode "
                  + PosixFilePermissions.toString(mode)
                  + ")",
              "chmod o-rwx " + Command.file(written))
          : null;
    } catch (IOException | UnsupportedOperationException | SecurityException _) {
      return null;
    }
  }
}
