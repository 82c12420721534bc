package io.evenkeel.bench.product;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A product under test, in one of its settings: how it is configured for a site, and started. */
public sealed interface Proxy permits Haproxy, Nginx, Evenkeel {
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

  /** Seconds of load before anything is counted: only where code gets faster by running. */
  int warmUpSeconds();

  /** As on the command line. */
  default String key() {
    return name().toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  /** Every product in every setting. */
  static List<Proxy> all(Path evenkeelLauncher) {
    return List.of(
        new Haproxy(false),
        new Haproxy(true),
        new Nginx(false),
        new Nginx(true),
        new Evenkeel(evenkeelLauncher, false),
        new Evenkeel(evenkeelLauncher, true));
  }

  /**
   * Those with the keys, in the order of the keys: the first sets the pace where one does.
   *
   * @throws IllegalArgumentException naming the key that nobody has, or the launcher that is
   *     missing
   */
  static List<Proxy> selected(List<String> keys, Path evenkeelLauncher) {
    List<Proxy> selected = new ArrayList<>();
    for (String key : keys) {
      selected.add(withKey(key, evenkeelLauncher));
    }
    if (selected.stream().anyMatch(Evenkeel.class::isInstance)
        && !evenkeelLauncher.toFile().canExecute()) {
      throw new IllegalArgumentException(
          evenkeelLauncher + " is not there (expected: built; or leave it out with --proxies)");
    }
    return selected;
  }

  private static Proxy withKey(String key, Path evenkeelLauncher) {
    List<Proxy> all = all(evenkeelLauncher);
    return all.stream()
        .filter(proxy -> proxy.key().equals(key))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "--proxies: "
                    + key
                    + " (expected: some of "
                    + all.stream().map(Proxy::key).toList()
                    + ")"));
  }
}
