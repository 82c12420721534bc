package io.evenkeel.proxy.telemetry;

import io.evenkeel.core.model.AccessLog.None;
import io.evenkeel.core.model.AccessLog.ToFile;
import io.evenkeel.core.model.AccessLog.ToStdout;
import io.evenkeel.core.model.Listener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access logs that are open, one per destination: listeners that name the same file share one,
 * and a reload that keeps the name keeps the log. Any thread but event loops.
 */
public final class AccessLogs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLogs.class);

  /** A disk that takes longer than this for a ring per lane will not take it at all. */
  private static final long CLOSE_MILLIS = 5000;

  private final int lanes;
  private final Map<io.evenkeel.core.model.AccessLog, AccessLog> open = new HashMap<>();

  /** Counted until they are closed, so that no count ever falls. */
  private final List<AccessLog> closing = new ArrayList<>();

  private long droppedByRetired;
  private long writeErrorsOfRetired;

  public AccessLogs(int lanes) {
    this.lanes = lanes;
  }

  /** The log of {@code destination}, opened when it is not yet; null for none. Never blocks. */
  public synchronized @Nullable AccessLog of(io.evenkeel.core.model.AccessLog destination) {
    return switch (destination) {
      case None() -> null;
      case ToFile(String path) ->
          open.computeIfAbsent(
              destination, _ -> new AccessLog(LogTarget.file(Path.of(path)), lanes));
      case ToStdout() ->
          open.computeIfAbsent(destination, _ -> new AccessLog(LogTarget.stdout(), lanes));
    };
  }

  /** For the operator: the access logs of {@code listeners} that could not be written now. */
  public static List<String> unwritable(Collection<Listener> listeners) {
    List<String> messages = new ArrayList<>();
    for (Listener listener : listeners) {
      String obstacle = obstacle(listener.accessLog());
      if (!obstacle.isEmpty() && listener.accessLog() instanceof ToFile(String path)) {
        messages.add(
            "listener " + listener.name() + ": cannot write access log " + path + ": " + obstacle);
      }
    }
    return messages;
  }

  /** Why lines to {@code destination} could not be written now; empty: they could. */
  public static String obstacle(io.evenkeel.core.model.AccessLog destination) {
    return destination instanceof ToFile(String path) ? LogTarget.obstacle(Path.of(path)) : "";
  }

  /**
   * Writes out and closes the logs that {@code keep} does not name. Blocks for up to 5 s each, but
   * nobody else: event loops ask for their logs meanwhile.
   */
  public void retire(Collection<io.evenkeel.core.model.AccessLog> keep) {
    for (AccessLog log : removeAllBut(keep)) {
      if (!log.close(CLOSE_MILLIS)) {
        LOG.error("access log closed with lines unwritten to={}", log);
      }
      closed(log);
    }
  }

  private synchronized List<AccessLog> removeAllBut(
      Collection<io.evenkeel.core.model.AccessLog> keep) {
    List<AccessLog> removed = new ArrayList<>();
    open.entrySet()
        .removeIf(entry -> !keep.contains(entry.getKey()) && removed.add(entry.getValue()));
    closing.addAll(removed);
    return removed;
  }

  private synchronized void closed(AccessLog log) {
    closing.remove(log);
    droppedByRetired += log.dropped();
    writeErrorsOfRetired += log.writeErrors();
  }

  /** Lines dropped by all logs since the process started. */
  public synchronized long dropped() {
    return droppedByRetired + unclosed().mapToLong(AccessLog::dropped).sum();
  }

  /** Failed writes of all logs since the process started. */
  public synchronized long writeErrors() {
    return writeErrorsOfRetired + unclosed().mapToLong(AccessLog::writeErrors).sum();
  }

  private Stream<AccessLog> unclosed() {
    return Stream.concat(open.values().stream(), closing.stream());
  }

  /** Writes out and closes all logs. */
  @Override
  public void close() {
    retire(List.of());
  }
}
