package io.evenkeel.bench.jmh;

import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.resilience.RetryBudget;
import io.evenkeel.core.resilience.RetryReason;
import io.evenkeel.core.resilience.RetryRules;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What retries cost: every request a deposit and a question, every failure a withdrawal. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RetryBench {
  private final RetryBudget budget = new RetryBudget();
  private final AtomicInteger lanes = new AtomicInteger();

  /** One event loop: its lane and its clock. */
  @State(Scope.Thread)
  public static class Loop implements RetryRules.Request {
    private int lane = -1;
    private long nowNanos;

    long later(RetryBench bench) {
      if (lane < 0) {
        lane = bench.lanes.getAndIncrement();
      }
      nowNanos += 20_000;
      return nowNanos;
    }

    @Override
    public boolean isIdempotent() {
      return true;
    }

    @Override
    public boolean isKept() {
      return true;
    }

    @Override
    public boolean isAnswered() {
      return false;
    }

    @Override
    public boolean isLate() {
      return false;
    }

    @Override
    public int attempts() {
      return 1;
    }

    @Override
    public int refusals() {
      return 0;
    }

    @Override
    public boolean metStale() {
      return false;
    }
  }

  /** Every request. */
  @Benchmark
  public void deposit(Loop loop) {
    long now = loop.later(this);
    budget.deposit(loop.lane, now);
  }

  /** Every request whose pool has a shorter time for one try than for an answer. */
  @Benchmark
  public RetryRules.Verdict ask(Loop loop) {
    return RetryRules.verdict(RetryReason.TIMEOUT, 0, RetryPolicy.DEFAULT, loop);
  }

  /** Every failure, most of them refused: a storm. */
  @Benchmark
  public boolean withdraw(Loop loop) {
    return budget.tryWithdraw(0.2, loop.later(this));
  }
}
