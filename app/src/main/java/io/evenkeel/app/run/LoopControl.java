package io.evenkeel.app.run;

import io.evenkeel.control.health.HealthMonitor;
import io.evenkeel.control.loop.ControlLoop;
import java.time.Duration;
import java.util.function.LongConsumer;

/** The control loop with the health checks on it. Threads: see {@link Machinery.Control}. */
record LoopControl(ControlLoop loop, HealthMonitor monitor) implements Machinery.Control {
  @Override
  public void submit(Runnable task) {
    loop.execute(task);
  }

  @Override
  public void every(Duration period, LongConsumer task) {
    loop.execute(() -> tick(period.toNanos(), task));
  }

  @Override
  public void close() {
    loop.close();
  }

  private void tick(long periodNanos, LongConsumer task) {
    // Planned first: a tick that throws does not end the ticking.
    loop.at(loop.nowNanos() + periodNanos, () -> tick(periodNanos, task));
    task.accept(loop.nowNanos());
  }
}
