package io.evenkeel.control.trial;

import io.evenkeel.control.store.SecretFile;
import io.evenkeel.core.change.Obstacle;
import io.evenkeel.core.change.PlanCode;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Stickiness;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stands in the way of a configuration on this machine, each thing tried for real: its
 * sockets, files, names, and the snapshot itself. Blocks.
 */
final class PreflightObstacles {
  /** Servers named as evidence; of more, only the number helps. */
  private static final int NAMED = 5;

  private final DryRun dryRun;

  PreflightObstacles(DryRun dryRun) {
    this.dryRun = dryRun;
  }

  /** In this order, because the later ones matter less when an earlier one is there. */
  List<Obstacle> find(PreflightInput input) throws InterruptedException {
    List<Obstacle> found = new ArrayList<>();
    snapshot(input, found);
    binds(input.target(), found);
    adminBind(input, found);
    accessLogs(input.target(), found);
    files(input, found);
    secrets(input, found);
    names(input, found);
    return found;
  }

  /** The servers of which nothing was learned: those {@code names}, {@code pool/server}. */
  static List<Obstacle> unanswered(List<String> names, PreflightBounds bounds) {
    return names.isEmpty()
        ? List.of()
        : List.of(
            new Obstacle(
                PlanCode.CHECKS_UNANSWERED.id(),
                PlanCode.CHECKS_UNANSWERED.severity(),
                "",
                "the changed checks of "
                    + names.size()
                    + (names.size() == 1 ? " server" : " servers")
                    + " could not be asked: the preflight took its "
                    + bounds.limit().toSeconds()
                    + " s, or there was no way to ask",
                names.stream().limit(NAMED).toList(),
                "nothing is known of what they would answer: look at their answers for what this"
                    + " process lacks, and plan again"));
  }

  private static void snapshot(PreflightInput input, List<Obstacle> found) {
    String failure = input.compile().apply(input.target());
    if (!failure.isEmpty()) {
      found.add(
          error(
              PlanCode.NOT_COMPILED,
              "",
              "the configuration cannot be made ready to serve: " + failure,
              ""));
    }
  }

  private void binds(Config target, List<Obstacle> found) {
    for (DryRun.Refused refused : dryRun.unbindable(target.listeners().values())) {
      found.add(
          error(
              PlanCode.BIND_REFUSED,
              bindPath(target, refused),
              "listener "
                  + refused.listener()
                  + " cannot listen on "
                  + refused.subject()
                  + ": "
                  + refused.reason(),
              "choose another address, or free this one"));
    }
  }

  private static String bindPath(Config target, DryRun.Refused refused) {
    String path = "listeners." + refused.listener() + ".bind";
    Listener listener = target.listeners().get(refused.listener());
    List<String> written =
        listener == null ? List.of() : listener.bind().stream().map(BindAddress::toString).toList();
    return written.size() > 1 ? path + "[" + written.indexOf(refused.subject()) + "]" : path;
  }

  private void adminBind(PreflightInput input, List<Obstacle> found) {
    String reason = dryRun.unbindable(input.base().admin(), input.target().admin());
    if (!reason.isEmpty()) {
      found.add(
          error(
              PlanCode.BIND_REFUSED,
              "admin.bind",
              "admin cannot listen on " + reason,
              "choose another address, or free this one"));
    }
  }

  private void accessLogs(Config target, List<Obstacle> found) {
    for (DryRun.Refused refused : dryRun.unwritable(target.listeners().values())) {
      found.add(
          error(
              PlanCode.LOG_UNWRITABLE,
              "listeners." + refused.listener() + ".access-log.to",
              "access log " + refused.subject() + " cannot be written: " + refused.reason(),
              "make it writable for the user that runs the balancer, or name another file"));
    }
  }

  /** The folder a configuration names; certificates belong here once there are any. */
  private static void files(PreflightInput input, List<Obstacle> found) {
    String state = input.target().state();
    if (state.isEmpty() || state.equals(input.base().state())) {
      return;
    }
    String reason = whyNotWritable(state);
    if (!reason.isEmpty()) {
      found.add(
          error(
              PlanCode.FOLDER_UNUSABLE,
              "state",
              "state folder " + state + " cannot be used: " + reason,
              "make it, for the user that runs the balancer"));
    }
  }

  /** Those that the base does not use: of these it is known what became of them. */
  private static void secrets(PreflightInput input, List<Obstacle> found) {
    Set<String> known = new LinkedHashSet<>();
    input.base().pools().values().forEach(pool -> known.add(secretFile(pool)));
    for (Pool pool : input.target().pools().values()) {
      String file = secretFile(pool);
      String reason = file.isEmpty() || known.contains(file) ? "" : SecretFile.obstacle(file);
      if (!reason.isEmpty()) {
        found.add(
            error(
                PlanCode.SECRET_UNREADABLE,
                "pools." + pool.name() + ".sticky.secret.file",
                "the secret in " + file + " cannot be used: " + reason,
                "write one with: openssl rand -hex 32, readable for the user that runs the"
                    + " balancer"));
      }
    }
  }

  private static String secretFile(Pool pool) {
    return pool.sticky() instanceof Stickiness.ByCookie sticky ? sticky.secretFile() : "";
  }

  private static String whyNotWritable(String folder) {
    try {
      Path path = Path.of(folder).toAbsolutePath();
      if (Files.exists(path) && !Files.isDirectory(path)) {
        return "it is no folder";
      }
      Path there = path;
      while (there != null && !Files.exists(there)) {
        there = there.getParent(); // what is missing will be made
      }
      return there != null && Files.isDirectory(there) && Files.isWritable(there)
          ? ""
          : "permission denied in " + there;
    } catch (InvalidPathException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void names(PreflightInput input, List<Obstacle> found) throws InterruptedException {
    Map<String, String> paths = new LinkedHashMap<>();
    input
        .target()
        .pools()
        .forEach((name, pool) -> {
          Set<HostPort> known = known(input.base(), name);
          for (Server server : pool.servers()) {
            if (!known.contains(server.address())) {
              paths.putIfAbsent(
                  server.address().host(),
                  "pools." + name + ".servers." + server.name() + ".address");
            }
          }
        });
    Set<String> missing = dryRun.unresolvable(new LinkedHashSet<>(paths.keySet()));
    for (String host : missing) {
      found.add(
          error(
              PlanCode.NAME_UNKNOWN,
              paths.getOrDefault(host, ""),
              "the name " + host + " has no address, or the name service does not answer",
              "correct the name, or add it to the name service first"));
    }
  }

  private static Set<HostPort> known(Config base, PoolName name) {
    Pool before = base.pools().get(name);
    return before == null
        ? Set.of()
        : before.servers().stream().map(Server::address).collect(Collectors.toSet());
  }

  private static Obstacle error(PlanCode code, String path, String message, String help) {
    return new Obstacle(code.id(), code.severity(), path, message, List.of(), help);
  }
}
