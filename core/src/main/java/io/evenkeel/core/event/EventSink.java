package io.evenkeel.core.event;

/** Where events go. Called by the control loop; implementations return soon and do not throw. */
@FunctionalInterface
public interface EventSink {
  void on(Event event);
}
