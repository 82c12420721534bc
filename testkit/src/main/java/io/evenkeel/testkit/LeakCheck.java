package io.evenkeel.testkit;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Fails a test after which an error was logged or Netty reported a buffer that nobody released.
 *
 * <p>Netty notices a leak when the collector has found the buffer and the next one is allocated.
 * Provoking both costs some 10 ms, so it is done once per class; a leak is reported at the latest
 * there, with the access records of the buffer. Register it as a static field, or by annotation
 * where no errors are expected.
 */
public final class LeakCheck
    implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final String LEAK_LOGGER = "io.netty.util.ResourceLeakDetector";

  /**
   * The collector's findings reach their queues some time after the collection, on a thread that
   * takes one collection's findings after the other's: those of the first are there when one of the
   * second is.
   */
  private static final int COLLECTIONS = 2;

  private final Complaints complaints = new Complaints();
  private volatile List<Pattern> expected = List.of();

  /** Lets the current test log errors whose message matches. */
  public void expectErrors(String... patterns) {
    expected = List.of(patterns).stream().map(Pattern::compile).toList();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    complaints.start();
    root().addAppender(complaints);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    expected = List.of();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertNone(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    for (int i = 0; i < COLLECTIONS; i++) {
      collect();
    }
    PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    root().detachAppender(complaints);
    assertNone(context);
  }

  /** Returns when the collector has found an object that was lost before the call. */
  private static void collect() {
    ReferenceQueue<Object> found = new ReferenceQueue<>();
    WeakReference<Object> lost = new WeakReference<>(new Object(), found);
    try {
      do {
        System.gc();
      } while (found.remove(100) == null);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      Reference.reachabilityFence(lost);
    }
  }

  private void assertNone(ExtensionContext context) {
    List<String> seen = complaints.take(expected);
    if (!seen.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " left behind:\n" + String.join("\n", seen));
    }
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }

  /** Errors of anybody, and anything that the leak detector says. */
  private static final class Complaints extends AppenderBase<ILoggingEvent> {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.ERROR)
          || (event.getLoggerName().equals(LEAK_LOGGER)
              && event.getLevel().isGreaterOrEqual(Level.WARN))) {
        messages.add(event.getLoggerName() + ": " + event.getFormattedMessage());
      }
    }

    List<String> take(List<Pattern> expected) {
      List<String> taken = List.copyOf(messages);
      messages.clear();
      return taken.stream()
          .filter(message -> expected.stream().noneMatch(p -> p.matcher(message).find()))
          .toList();
    }
  }
}
