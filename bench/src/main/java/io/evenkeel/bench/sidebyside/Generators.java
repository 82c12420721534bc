package io.evenkeel.bench.sidebyside;

import io.evenkeel.bench.product.RunningProxy;
import io.evenkeel.bench.product.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The load generators, confined to their processors: wrk sends as fast as answers come (closed
 * loop), for cost and throughput; our own paced.c sends at a fixed rate (open loop), for latency.
 */
record Generators(Path summaryScript, Path paced, String processors) {
  LoadResult closedLoop(RunningProxy proxy, Case load, int seconds) {
    String output =
        Shell.run(
            Shell.pinned(
                processors,
                List.of(
                    "wrk",
                    "-t1",
                    "-c" + load.connections(),
                    "-d" + seconds + "s",
                    "-s",
                    summaryScript.toString(),
                    proxy.url() + load.payload().path,
                    "--",
                    load.payload().method,
                    Integer.toString(load.payload().bodyBytes),
                    load.mode())));
    return LoadResult.parse(output, LoadResult.number(output, "micros") / 1e6);
  }

  /** Against whatever listens on that port of this machine. */
  LoadResult openLoop(int port, Case load, double perSecond, int seconds) {
    String output =
        Shell.run(
            Shell.pinned(
                processors,
                List.of(
                    paced.toString(),
                    Integer.toString(port),
                    String.format(Locale.ROOT, "%.1f", perSecond),
                    Integer.toString(seconds),
                    Integer.toString(load.connections()),
                    load.mode(),
                    load.payload().method,
                    "/" + load.payload().path,
                    Integer.toString(load.payload().bodyBytes))));
    return LoadResult.parse(output, 0.9 * seconds); // paced.c leaves out the first tenth
  }
}
