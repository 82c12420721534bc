package io.evenkeel.control.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file with nothing but a secret in it: one text, spaces around it aside. */
public final class SecretFile {
  /** 32 hexadecimal digits are 128 bits; of other texts nobody knows how much they hide. */
  private static final int SHORTEST = 32;

  /** What is longer was not meant: a wrong path must not fill the memory. */
  private static final int LONGEST = 4096;

  private SecretFile() {}

  /** The secret in {@code file}; throws what is wrong with it, never what is in it. */
  public static byte[] read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    // A pipe would keep us waiting.
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is no regular file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LONGEST + 1);
    }
    byte[] secret =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .strip()
            .getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length > LONGEST || secret.length < SHORTEST) {
      throw new IOException(
          file
              + " has a secret of "
              + (bytes.length > LONGEST ? "more than " + LONGEST : secret.length)
              + " bytes (expected: "
              + SHORTEST
              + " to "
              + LONGEST
              + ")");
    }
    return secret;
  }

  /** What is wrong with {@code file}, for people; empty: it can be used. */
  public static String obstacle(String file) {
    try {
      var _ = read(Path.of(file));
      return "";
    } catch (IOException | InvalidPathException e) {
      return reason(e);
    }
  }

  /** What {@link #read}, or the way to it, failed with, for people. */
  public static String reason(Exception e) {
    return e instanceof IOException failed
        ? Refusal.reason(failed)
        : String.valueOf(e.getMessage());
  }
}
