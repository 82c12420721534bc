package io.evenkeel.control.admin;

import io.evenkeel.control.event.EventLog;
import io.evenkeel.control.event.LoggedEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/** Events: those that were, or a stream of those to come. Any thread. */
public final class EventApi {
  private final EventLog log;
  private final StreamLimits limits;
  private final Semaphore listeners;

  /**
   * How long and how many.
   *
   * @param heartbeat something is sent at least so often, to find out whether anybody listens
   * @param longest after which a stream ends; the client comes back and misses nothing
   * @param listeners at once; each holds one of the listener's connections
   */
  public record StreamLimits(Duration heartbeat, Duration longest, int listeners) {
    /** Ends before the server's limit of a minute for a response would cut it. */
    public static final StreamLimits DEFAULT =
        new StreamLimits(Duration.ofSeconds(10), Duration.ofSeconds(45), 32);
  }

  public EventApi(EventLog log, StreamLimits limits) {
    this.log = log;
    this.limits = limits;
    this.listeners = new Semaphore(limits.listeners());
  }

  /** Its part of the table. */
  public List<Operation> operations() {
    return List.of(Operation.read("/api/v1/events", this::events));
  }

  private Answer events(Asked asked) throws Unacceptable {
    String accept = asked.accept().toLowerCase(Locale.ROOT);
    if (accept.contains("application/json") && !accept.contains("text/event-stream")) {
      return Page.json(last(AuditApi.limit(asked, EventLog.KEPT)));
    }
    if (!listeners.tryAcquire()) {
      throw new Unacceptable(
          Problem.page(503, "unavailable", limits.listeners() + " clients listen already")
              .with("Retry-After", "10"));
    }
    return new EventStream(log, limits, place(asked.lastEventId()), listeners);
  }

  private String last(int limit) {
    List<LoggedEvent> all = log.after(0);
    return all.subList(Math.max(0, all.size() - limit), all.size()).stream()
        .map(LoggedEvent::json)
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Where a client left off; without a word of it, now. */
  private long place(String lastEventId) {
    return lastEventId.matches("[0-9]{1,18}")
        ? Math.min(Long.parseLong(lastEventId), log.lastId())
        : log.lastId();
  }
}
