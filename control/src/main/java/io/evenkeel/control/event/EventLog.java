package io.evenkeel.control.event;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.event.EventSink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last {@value #KEPT} events, oldest dropped first. Any thread; adding never waits for a
 * reader: each reader keeps its own place, and one that is slower than the ring turns finds its
 * place gone.
 */
public final class EventLog implements EventSink {
  public static final int KEPT = 1_000;

  /** Room for the events of one second, so that numbers grow over a restart as well. */
  private static final long IDS_PER_SECOND = 1_000_000;

  private final InstantSource clock;
  private final Deque<LoggedEvent> ring = new ArrayDeque<>(KEPT);
  private long lastId;

  public EventLog(InstantSource clock) {
    this.clock = clock;
    this.lastId = clock.instant().getEpochSecond() * IDS_PER_SECOND;
  }

  @Override
  public void on(Event event) {
    // Outside of the lock: it costs more than the rest together.
    String kind = EventJson.kind(event);
    String fields = EventJson.fields(event);
    synchronized (this) {
      lastId++;
      if (ring.size() == KEPT) {
        ring.removeFirst();
      }
      ring.addLast(new LoggedEvent(lastId, clock.instant(), kind, fields));
      notifyAll();
    }
  }

  /** Number of the newest event there ever was. */
  public synchronized long lastId() {
    return lastId;
  }

  /** Whether all that came after {@code id} is still there. */
  public synchronized boolean reachesBackTo(long id) {
    return ring.isEmpty() || ring.getFirst().id() <= id + 1;
  }

  /** The kept events after {@code id}, oldest first. */
  public synchronized List<LoggedEvent> after(long id) {
    List<LoggedEvent> newer = new ArrayList<>();
    for (LoggedEvent event : ring) {
      if (event.id() > id) {
        newer.add(event);
      }
    }
    return newer;
  }

  /** Waits for at most {@code limit} until there is an event after {@code id}. */
  public synchronized void awaitAfter(long id, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    long left = limit.toMillis();
    while (lastId <= id && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
  }
}
