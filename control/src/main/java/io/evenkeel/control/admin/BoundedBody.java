package io.evenkeel.control.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the body of a request up to a limit. */
final class BoundedBody {
  /** A configuration of a thousand servers is a tenth of it. */
  static final int LIMIT_BYTES = 8 << 20;

  private static final int PIECE_BYTES = 16 << 10;

  private BoundedBody() {}

  /**
   * The whole as text.
   *
   * @param declaredLength the Content-Length field; empty: not said
   */
  static String read(InputStream in, String declaredLength) throws IOException, Unacceptable {
    // Before a byte is read: what is too large by its own word need not arrive.
    if (declaredLength.length() > 9
        || (declaredLength.matches("[0-9]+") && Long.parseLong(declaredLength) > LIMIT_BYTES)) {
      throw tooLarge();
    }
    byte[] bytes = bounded(in);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new Unacceptable(400, "bad-request", "the body is not UTF-8");
    }
  }

  // Not readNBytes, which ends with a read of nothing: for that the server's stream of chunks waits
  // for the head of the next one.
  private static byte[] bounded(InputStream in) throws IOException, Unacceptable {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE_BYTES];
    for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
      bytes.write(piece, 0, n);
      if (bytes.size() > LIMIT_BYTES) {
        throw tooLarge();
      }
    }
    return bytes.toByteArray();
  }

  private static Unacceptable tooLarge() {
    return new Unacceptable(
        413, "too-large", "the body is larger than " + (LIMIT_BYTES >> 20) + " MiB");
  }
}
