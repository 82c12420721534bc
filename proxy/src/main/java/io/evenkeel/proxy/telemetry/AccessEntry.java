package io.evenkeel.proxy.telemetry;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the access log tells about one request. One per lane, filled, appended and cleared by its
 * event loop; nothing is copied before {@link AccessLane#append}.
 */
public final class AccessEntry {
  final byte[] @Nullable [] sources = new byte[LogText.ALL.length][];
  final int[] from = new int[LogText.ALL.length];
  final int[] to = new int[LogText.ALL.length];
  long startEpochMicros;
  int minorVersion;
  int status;
  long requestBytes;
  long responseBytes;
  long totalNanos;
  long serverNanos;
  long connectNanos;
  int attempts;
  int retries;
  boolean hedged;
  @Nullable ProxyError error;
  Termination termination = Termination.COMPLETE;

  public AccessEntry() {
    clear();
  }

  /** Forgets everything, the arrays of the texts included. */
  public void clear() {
    Arrays.fill(sources, null);
    startEpochMicros = 0;
    minorVersion = 1;
    status = 0;
    requestBytes = 0;
    responseBytes = 0;
    totalNanos = 0;
    serverNanos = -1;
    connectNanos = -1;
    attempts = 0;
    retries = 0;
    hedged = false;
    error = null;
    termination = Termination.COMPLETE;
  }

  /** The text is {@code source[from, to)}, whatever bytes these are; they are read by append. */
  @SuppressWarnings("EnumOrdinal") // a slot of an array, never stored
  public AccessEntry text(LogText text, byte[] source, int from, int to) {
    int index = text.ordinal();
    sources[index] = source;
    this.from[index] = from;
    this.to[index] = to;
    return this;
  }

  /** The text is all of {@code source}: names, encoded once by whoever owns them. */
  public AccessEntry text(LogText text, byte[] source) {
    return text(text, source, 0, source.length);
  }

  /** When the first byte of the request came, in microseconds since 1970, UTC. */
  public AccessEntry startEpochMicros(long micros) {
    startEpochMicros = micros;
    return this;
  }

  /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
  public AccessEntry minorVersion(int minor) {
    minorVersion = minor;
    return this;
  }

  /** What the client was answered; 0: nothing. */
  public AccessEntry status(int code) {
    status = code;
    return this;
  }

  /** Bytes read from the client and written to it, heads included. */
  public AccessEntry bytes(long request, long response) {
    requestBytes = request;
    responseBytes = response;
    return this;
  }

  /** From the first byte of the request to the last of the response. */
  public AccessEntry totalNanos(long nanos) {
    totalNanos = nanos;
    return this;
  }

  /** From sending the last attempt to its first byte; -1: there was none. */
  public AccessEntry serverNanos(long nanos) {
    serverNanos = nanos;
    return this;
  }

  /** For connecting in the last attempt; -1: an idle connection was there, or none at all. */
  public AccessEntry connectNanos(long nanos) {
    connectNanos = nanos;
    return this;
  }

  /** Tries at servers; 0: the balancer answered. */
  public AccessEntry attempts(int count) {
    attempts = count;
    return this;
  }

  /** Those of the tries that were made because another had failed. */
  public AccessEntry retries(int count) {
    retries = count;
    return this;
  }

  /** Whether two tries were under way at once. */
  public AccessEntry hedged(boolean wasHedged) {
    hedged = wasHedged;
    return this;
  }

  /** Why the balancer answered in place of a server; null: it did not. */
  public AccessEntry error(@Nullable ProxyError proxyError) {
    error = proxyError;
    return this;
  }

  /** How the exchange ended. */
  public AccessEntry termination(Termination end) {
    termination = end;
    return this;
  }
}
