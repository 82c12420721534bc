package io.evenkeel.bench.product;

import java.nio.file.Path;
import java.util.List;

/**
 * Evenkeel, started as its users start it.
 *
 * @param launcher the {@code evenkeel} of the build under test; in a clone it also looks whether it
 *     must build, which an installed one does not
 * @param plain without anything that protects servers by their traffic: what the protection costs
 *     is the difference
 */
public record Evenkeel(Path launcher, boolean plain) implements Proxy {
  /**
   * Long enough for the compiler to have seen the case at hand; what it costs before shows in the
   * first seconds of a new process, and is not what is compared here.
   */
  private static final int WARM_UP_SECONDS = 15;

  private static final String BEFORE_SERVERS =
      """
      version: 1
      admin: { bind: "127.0.0.1:ADMIN" }
      state: FOLDER/state
      listeners:
        web:
          bind: "127.0.0.1:PORT"
          access-log: { to: FOLDER/access.jsonl }
          routes: [ { pool: api } ]
      pools:
        api:
      """;

  private static final String PLAIN =
      """
          outliers: off
          circuit-breaker: off
          limits: { adaptive: false }
          retries: { attempts: 1 }
      """;

  @Override
  public String name() {
    return plain ? "Evenkeel plain" : "Evenkeel";
  }

  @Override
  public String version() {
    // In a clone it may say first that it builds.
    return Shell.run(List.of(launcher.toString(), "version")).lines().toList().getLast();
  }

  @Override
  public String config(Site site) {
    StringBuilder config =
        new StringBuilder(
            BEFORE_SERVERS
                .replace("ADMIN", Integer.toString(Shell.freePort()))
                .replace("FOLDER", site.folder().toString())
                .replace("PORT", Integer.toString(site.port())));
    config.append(plain ? PLAIN : "");
    if (site.checks()) {
      config.append("    health: /health\n");
    }
    config.append("    servers:\n");
    int number = 0;
    for (String server : site.servers()) {
      config.append("      s").append(++number).append(": \"").append(server).append("\"\n");
    }
    return config.toString();
  }

  @Override
  public List<String> command(Site site) {
    return List.of(
        "env",
        "EVENKEEL_JAVA_OPTIONS=-Devenkeel.loops=" + site.threads(),
        launcher.toString(),
        "run",
        "--config",
        site.configFile().toString());
  }

  @Override
  public int warmUpSeconds() {
    return WARM_UP_SECONDS;
  }
}
