package io.evenkeel.testkit.sim;

import io.evenkeel.core.forecast.TrafficWitness;
import io.evenkeel.core.server.ServerState;
import io.evenkeel.core.stats.LogHistogram;
import io.evenkeel.core.time.NanoClock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** What came of the requests, by the second in which they began. One thread. */
public final class Tally implements TrafficWitness {
  private final int servers;
  private final NanoClock clock;
  private final List<Second> seconds = new ArrayList<>();

  Tally(int servers, NanoClock clock) {
    this.servers = servers;
    this.clock = clock;
  }

  /** The requests that began from second {@code from} (inclusive) to {@code to} (exclusive). */
  public Sum between(int from, int to) {
    Sum sum = new Sum(servers);
    for (int i = from; i < Math.min(to, seconds.size()); i++) {
      sum.add(seconds.get(i));
    }
    return sum;
  }

  /** All of them. */
  public Sum all() {
    return between(0, seconds.size());
  }

  @Override
  public void attempted(ServerState server) {
    second(clock.nanos()).attempts[server.slot()]++;
  }

  /** The attempt came to a server: its connection was not refused, and did not get lost. */
  void arrived() {
    second(clock.nanos()).arrived++;
  }

  @Override
  public void succeeded(long beganNanos) {
    Second second = second(beganNanos);
    second.succeeded++;
    second.latencies[LogHistogram.bucketOf(clock.nanos() - beganNanos)]++;
  }

  @Override
  public void failed(long beganNanos) {
    second(beganNanos).failed++;
  }

  @Override
  public void refused(long beganNanos) {
    failed(beganNanos);
  }

  private Second second(long nanos) {
    int index = (int) (nanos / 1_000_000_000);
    while (seconds.size() <= index) {
      seconds.add(new Second(servers));
    }
    return seconds.get(index);
  }

  private static final class Second {
    final int[] attempts;
    final long[] latencies = new long[LogHistogram.BUCKETS];
    int arrived;
    int succeeded;
    int failed;

    Second(int servers) {
      attempts = new int[servers];
    }
  }

  /** Several seconds together. */
  public static final class Sum {
    private final long[] attempts;
    private final long[] latencies = new long[LogHistogram.BUCKETS];
    private long arrived;
    private long succeeded;
    private long failed;

    private Sum(int servers) {
      attempts = new long[servers];
    }

    private void add(Second second) {
      arrived += second.arrived;
      succeeded += second.succeeded;
      failed += second.failed;
      for (int i = 0; i < attempts.length; i++) {
        attempts[i] += second.attempts[i];
      }
      for (int i = 0; i < latencies.length; i++) {
        latencies[i] += second.latencies[i];
      }
    }

    /** Requests answered well. */
    public long succeeded() {
      return succeeded;
    }

    /** Requests that the client saw fail, those without a server included. */
    public long failed() {
      return failed;
    }

    /**
     * Requests at the servers for each of the clients': 1 without a retry, less when some found no
     * server. As it is measured on real processes.
     */
    public double amplification() {
      return succeeded + failed == 0 ? 0 : arrived / (double) (succeeded + failed);
    }

    /** The same with tries whose connection was refused or got lost, which harm nobody. */
    public double tries() {
      return succeeded + failed == 0
          ? 0
          : LongStream.of(attempts).sum() / (double) (succeeded + failed);
    }

    /** Failed requests to all, 0 to 1. */
    public double failureRate() {
      long total = succeeded + failed;
      return total == 0 ? 0 : failed / (double) total;
    }

    /** Tries that reached out to one server. */
    public long attempts(int server) {
      return attempts[server];
    }

    /** Tries at one server to all tries, 0 to 1. */
    public double share(int server) {
      long sum = LongStream.of(attempts).sum();
      return sum == 0 ? 0 : attempts[server] / (double) sum;
    }

    /** Milliseconds that {@code quantile} of the good answers took at most, as the client saw. */
    public double latencyMillis(double quantile) {
      return LogHistogram.quantileNanos(latencies, quantile) / 1e6;
    }
  }
}
