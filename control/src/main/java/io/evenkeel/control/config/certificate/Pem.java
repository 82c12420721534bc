package io.evenkeel.control.config.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** The blocks of a PEM text (RFC 7468). */
final class Pem {
  private static final String BEGIN = "-----BEGIN ";

  private Pem() {}

  /** Whether there is a block at all, whole or not. */
  static boolean looksLike(byte[] bytes) {
    return begins(text(bytes)) > 0;
  }

  /** The blocks in their order; null when one is damaged. */
  static @Nullable List<PemObject> blocks(byte[] bytes) {
    String text = text(bytes);
    List<PemObject> blocks = Decoding.orNull(() -> read(text));
    // The reader ends silently at a first line that is no proper one.
    return blocks == null || blocks.size() != begins(text) ? null : blocks;
  }

  private static List<PemObject> read(String text) throws IOException {
    List<PemObject> blocks = new ArrayList<>();
    try (PemReader reader = new PemReader(new StringReader(text))) {
      for (PemObject block = reader.readPemObject();
          block != null;
          block = reader.readPemObject()) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  private static long begins(String text) {
    return text.lines().filter(line -> line.startsWith(BEGIN)).count();
  }

  /** PEM is ASCII; what is not belongs to the remarks between the blocks. */
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
