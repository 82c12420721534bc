package io.evenkeel.control.config.document;

/**
 * What one reading may take, all of its files together; called from the thread that reads.
 *
 * <p>The largest configuration we promise has 100,000 servers: some 10 MB, and at most 20 values
 * each when every key of a server is written, 2 million. The heap this takes (about 110 bytes a
 * value and two copies of the text) stays below 512 MiB.
 */
final class Budget {
  /** Three times the largest promised file. */
  static final int MAX_BYTES = 32 * 1024 * 1024;

  static final int MAX_VALUES = 2_000_000;

  /** The configuration itself needs 8; JSON that is deeper is not meant for us. */
  static final int MAX_DEPTH = 32;

  /** A response body written in place is the longest text of a configuration. */
  static final int MAX_SCALAR = 1024 * 1024;

  /** Characters from variables: a short file could otherwise repeat a long variable endlessly. */
  static final int MAX_SUBSTITUTED = 16 * 1024 * 1024;

  static final int MAX_FILES = 10_000;

  private long bytes;
  private long values;
  private long substituted;
  private int files;

  /** Bytes that may still be read. */
  int bytesLeft() {
    return (int) (MAX_BYTES - bytes);
  }

  void takeBytes(int count) {
    bytes += count;
  }

  boolean takesValues(int count) {
    values += count;
    return values <= MAX_VALUES;
  }

  boolean takesSubstituted(int characters) {
    substituted += characters;
    return substituted <= MAX_SUBSTITUTED;
  }

  boolean takesFile() {
    return ++files <= MAX_FILES;
  }
}
