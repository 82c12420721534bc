package io.evenkeel.control.config.document;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads files into sources; every failure is a finding. */
final class FileBytes {
  private final Findings findings;
  private final Budget budget;

  FileBytes(Findings findings, Budget budget) {
    this.findings = findings;
    this.budget = budget;
  }

  /**
   * The bytes of {@code file}, which may be a pipe; null after a finding at {@code from}.
   *
   * @param from where the file is named; null: on the command line
   */
  byte @Nullable [] read(Path file, @Nullable Place from) {
    Place place = from == null ? new Source(file.toString(), "").start() : from;
    try {
      byte[] bytes = WholeFile.read(file, budget.bytesLeft());
      return bytes.length > budget.bytesLeft() ? tooLarge(place, file.toString()) : bytes;
    } catch (WholeFile.Unreadable e) {
      return unreadable(place, file, e.why(), e.help());
    }
  }

  /** The text of {@code bytes}; null after a finding. */
  @Nullable Source decode(String name, byte[] bytes) {
    if (bytes.length > budget.bytesLeft()) {
      tooLarge(new Source(name, "").start(), name);
      return null;
    }
    budget.takeBytes(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    Source source = new Source(name, withoutMark(out.flip().toString()));
    if (!result.isError()) {
      return source;
    }
    int end = source.text().codePointCount(0, source.text().length());
    findings.add(
        Code.NOT_UTF8,
        "",
        source.atCodePoint(end).span(),
        "byte 0x" + Integer.toHexString(bytes[in.position()] & 0xff) + " is no UTF-8 text",
        "save the file as UTF-8");
    return null;
  }

  /** Without the byte order mark some editors write. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private byte @Nullable [] unreadable(Place place, Path file, String why, String help) {
    findings.add(
        Code.UNREADABLE_FILE,
        "",
        place.span(),
        "file " + Quoted.of(file.toString()) + " " + why,
        help);
    return null;
  }

  private byte @Nullable [] tooLarge(Place place, String name) {
    findings.add(
        Code.TOO_LARGE,
        "",
        place.span(),
        "with "
            + Quoted.of(name)
            + " the configuration is larger than "
            + Budget.MAX_BYTES / 1024 / 1024
            + " MiB",
        "spread the servers over several balancers");
    return null;
  }
}
