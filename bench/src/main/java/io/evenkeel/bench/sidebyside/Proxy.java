package io.evenkeel.bench.sidebyside;

import java.util.List;

/** A product under test: how it is configured for a site, and started. */
sealed interface Proxy permits Haproxy, Nginx, Evenkeel {
  /** As in the report. */
  String name();

  /** What its own version option prints, first line. */
  String version();

  /** The configuration file for the site. */
  String config(Site site);

  /**
   * Runs in the foreground with that configuration; output goes where {@link RunningProxy} says.
   */
  List<String> command(Site site);

  /** Load before anything is counted: only where code gets faster by running. */
  int warmUpSeconds();
}
