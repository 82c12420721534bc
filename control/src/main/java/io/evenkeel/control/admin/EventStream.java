package io.evenkeel.control.admin;

import io.evenkeel.control.event.EventLog;
import io.evenkeel.control.event.LoggedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Events as server-sent events (WHATWG HTML, section 9.2), from the client's place on. Nothing is
 * kept per client: the log itself is the buffer, and a client that reads slower than it turns is
 * sent away. Called by the request's thread.
 */
final class EventStream implements Answer.Live {
  private static final int RETRY_MILLIS = 1_000;

  private final EventLog log;
  private final EventApi.StreamLimits limits;
  private final Semaphore listeners;
  private final AtomicBoolean closed = new AtomicBoolean();
  private long place;

  /**
   * @param listeners one permit of it is ours and given back at the end
   */
  EventStream(EventLog log, EventApi.StreamLimits limits, long place, Semaphore listeners) {
    this.log = log;
    this.limits = limits;
    this.place = place;
    this.listeners = listeners;
  }

  @Override
  public String contentType() {
    return "text/event-stream";
  }

  @Override
  public void writeTo(OutputStream out) throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.longest().toNanos();
    send(out, "retry: " + RETRY_MILLIS + "\n\n");
    if (!log.reachesBackTo(place)) {
      // Said once at the beginning: some of what the client missed is gone.
      send(out, "event: gap\ndata: {}\n\n");
    }
    boolean keepsUp = true;
    while (keepsUp && System.nanoTime() - end < 0) {
      String news = news();
      send(out, news.isEmpty() ? ": alive\n\n" : news);
      log.awaitAfter(place, limits.heartbeat());
      keepsUp = log.reachesBackTo(place);
    }
    if (!keepsUp) {
      send(out, "event: dropped\ndata: {}\n\n");
    }
  }

  private String news() {
    StringBuilder text = new StringBuilder();
    for (LoggedEvent event : log.after(place)) {
      text.append("id: ").append(event.id()).append("\nevent: ").append(event.kind());
      text.append("\ndata: ").append(event.json()).append("\n\n");
      place = event.id();
    }
    return text.toString();
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      listeners.release();
    }
  }
}
