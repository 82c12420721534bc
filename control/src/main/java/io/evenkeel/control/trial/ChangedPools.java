package io.evenkeel.control.trial;

import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which pools a change concerns, and how. */
public final class ChangedPools {
  private ChangedPools() {}

  /** Those that are there before and after, and differ. */
  public static Set<PoolName> between(Config before, Config after) {
    Set<PoolName> changed = new LinkedHashSet<>();
    for (Pool pool : after.pools().values()) {
      Pool was = before.pools().get(pool.name());
      if (was != null && !was.equals(pool)) {
        changed.add(pool.name());
      }
    }
    return changed;
  }

  /**
   * How long a round of all changed checks takes: the longest interval with its timeout; zero when
   * no check changes on a server that is there already.
   */
  public static Duration checkRound(Config before, Config after) {
    Duration longest = Duration.ZERO;
    for (Pool pool : after.pools().values()) {
      Pool was = before.pools().get(pool.name());
      if (was == null) {
        continue;
      }
      for (ChangedCheck changed : ChangedCheck.between(was.health(), pool.health())) {
        Duration round = changed.check().interval().plus(changed.check().timeout());
        longest = round.compareTo(longest) > 0 ? round : longest;
      }
    }
    return longest;
  }
}
