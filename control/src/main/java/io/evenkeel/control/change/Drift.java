package io.evenkeel.control.change;

import io.evenkeel.core.change.Change;
import java.util.List;

/**
 * Whether file, store and running balancer agree.
 *
 * @param running number of the revision that is served
 * @param committed number of the last one that was committed
 * @param inFile what the file would change in what is served; empty: nothing
 * @param fileError why the file cannot be read; empty: it can
 */
public record Drift(long running, long committed, List<Change> inFile, String fileError) {
  public Drift {
    inFile = List.copyOf(inFile);
  }
}
