package io.evenkeel.bench.jmh;

import io.evenkeel.core.model.BreakerPolicy;
import io.evenkeel.core.resilience.Absences;
import io.evenkeel.core.resilience.BreakerTerms;
import io.evenkeel.core.resilience.CircuitBreaker;
import io.evenkeel.core.stats.SlidingWindow;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a circuit breaker costs a request, and its window alone. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class BreakerBench {
  private final SlidingWindow window = new SlidingWindow(TimeUnit.SECONDS.toNanos(10));
  private final CircuitBreaker breaker = new CircuitBreaker(new Absences());
  private long nowNanos;

  @Setup
  public void configure() {
    breaker.configure(BreakerTerms.ofServer(BreakerPolicy.DEFAULT));
  }

  @Benchmark
  public void count() {
    nowNanos += 20_000;
    window.add(false, false, nowNanos);
  }

  /** The ordinary request: it gets through, and ends well. */
  @Benchmark
  public boolean goodRequest() {
    nowNanos += 20_000;
    boolean admitted = breaker.admits(nowNanos) && breaker.tryStart(nowNanos);
    breaker.ended(false, 1_000_000, nowNanos, nowNanos);
    return admitted;
  }

  /** One in a hundred fails, which has the whole window looked at. */
  @Benchmark
  public boolean oneOfAHundredFails() {
    nowNanos += 20_000;
    boolean admitted = breaker.admits(nowNanos) && breaker.tryStart(nowNanos);
    breaker.ended(nowNanos % 2_000_000 == 0, 1_000_000, nowNanos, nowNanos);
    return admitted;
  }
}
