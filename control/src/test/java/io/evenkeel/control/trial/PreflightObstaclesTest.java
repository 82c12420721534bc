package io.evenkeel.control.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evenkeel.core.change.Obstacle;
import io.evenkeel.core.change.Severity;
import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerLimits;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.Stickiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightObstaclesTest {
  private static final ListenerName WEB = new ListenerName("web");
  private static final Config EMPTY = config(new Admin.Off(), "", List.of());

  private final Set<String> asked = new HashSet<>();

  /** Refuses port 81 and the log of "/no/", knows no name but "known". */
  private final DryRun dryRun =
      new DryRun() {
        @Override
        public List<Refused> unbindable(Collection<Listener> listeners) {
          return listeners.stream()
              .flatMap(l -> l.bind().stream().map(bind -> new Refused(l.name(), bind + "", "why")))
              .filter(refused -> refused.subject().endsWith(":81"))
              .toList();
        }

        @Override
        public String unbindable(Admin before, Admin after) {
          return after instanceof Admin.On(BindAddress bind, var _) ? bind + ": why" : "";
        }

        @Override
        public List<Refused> unwritable(Collection<Listener> listeners) {
          return listeners.stream()
              .filter(l ->
                  l.accessLog() instanceof AccessLog.ToFile(String path) && path.startsWith("/no/"))
              .map(l -> new Refused(l.name(), "/no/log", "why"))
              .toList();
        }

        @Override
        public Set<String> unresolvable(Set<String> names) {
          asked.addAll(names);
          Set<String> missing = new HashSet<>(names);
          missing.remove("known");
          return missing;
        }
      };

  @Test
  void nothingInTheWay() throws InterruptedException {
    assertThat(find(EMPTY, EMPTY, "")).isEmpty();
  }

  @Test
  void addressesAreNamedByTheirPlace() throws InterruptedException {
    Config one = config(new Admin.Off(), "", List.of(new BindAddress.Tcp("127.0.0.1", 81)));
    Config two =
        config(
            new Admin.Off(),
            "",
            List.of(new BindAddress.Tcp("127.0.0.1", 80), new BindAddress.Tcp("::1", 81)));
    assertThat(find(EMPTY, one, ""))
        .containsExactly(
            new Obstacle(
                "EK3120",
                Severity.ERROR,
                "listeners.web.bind",
                "listener web cannot listen on 127.0.0.1:81: why",
                List.of(),
                "choose another address, or free this one"));
    assertThat(find(EMPTY, two, ""))
        .extracting(Obstacle::path)
        .containsExactly("listeners.web.bind[1]");
  }

  @Test
  void theAdminAddressIsTriedToo() throws InterruptedException {
    Config moved = config(new Admin.On(new BindAddress.Tcp("127.0.0.1", 81)), "", List.of());
    assertThat(find(EMPTY, moved, ""))
        .extracting(Obstacle::code, Obstacle::path, Obstacle::message)
        .containsExactly(tuple("EK3120", "admin.bind", "admin cannot listen on 127.0.0.1:81: why"));
  }

  @Test
  void accessLogAndSnapshot() throws InterruptedException {
    Config target =
        new Config(
            new Admin.Off(),
            "",
            "",
            Map.of(WEB, listener(List.of(), new AccessLog.ToFile("/no/log"))),
            Map.of());
    assertThat(find(EMPTY, target, "pool api: no servers"))
        .extracting(Obstacle::code, Obstacle::path, Obstacle::message)
        .containsExactly(
            tuple(
                "EK3124",
                "",
                "the configuration cannot be made ready to serve: pool api: no servers"),
            tuple(
                "EK3123",
                "listeners.web.access-log.to",
                "access log /no/log cannot be written: why"));
  }

  @Test
  void theStateFolderMustBePossible(@TempDir Path folder) throws IOException, InterruptedException {
    Path file = Files.createFile(folder.resolve("file"));
    String deep = folder.resolve("not/yet/there").toString();
    assertThat(find(EMPTY, config(new Admin.Off(), deep, List.of()), "")).isEmpty();
    for (String bad : List.of(file.toString(), file + "/below", "nul\0")) {
      assertThat(find(EMPTY, config(new Admin.Off(), bad, List.of()), ""))
          .as(bad)
          .extracting(Obstacle::code)
          .containsExactly("EK3121");
    }
  }

  @Test
  void aNewSecretMustBeReadable(@TempDir Path folder) throws IOException, InterruptedException {
    Path good = Files.writeString(folder.resolve("good"), "0123456789abcdef".repeat(2));
    Path none = folder.resolve("none");
    assertThat(find(EMPTY, sticky(good), "")).isEmpty();
    assertThat(find(EMPTY, sticky(none), ""))
        .extracting(Obstacle::code, Obstacle::path, Obstacle::message)
        .containsExactly(
            tuple(
                "EK3126",
                "pools.api.sticky.secret.file",
                "the secret in "
                    + none
                    + " cannot be used: "
                    + none
                    + ": No such file or directory"));
    assertThat(find(sticky(none), sticky(none), "")).as("served with it already").isEmpty();
  }

  private static Config sticky(Path secret) {
    Pool usual = Pool.of(Trials.API, List.of());
    return Trials.config(
        new Pool(
            usual.name(),
            usual.servers(),
            usual.balance(),
            new Stickiness.ByCookie("ek", secret.toString()),
            usual.health(),
            usual.limits(),
            usual.retries(),
            usual.slowStart(),
            usual.timeouts(),
            usual.guards(),
            usual.protection()));
  }

  @Test
  void onlyNamesOfNewServersAreLookedUp() throws InterruptedException {
    Config base = Trials.config(Pool.of(Trials.API, List.of(server("a", "old"))));
    Config target =
        Trials.config(
            Pool.of(
                Trials.API, List.of(server("a", "old"), server("b", "known"), server("c", "no"))));
    assertThat(find(base, target, ""))
        .extracting(Obstacle::code, Obstacle::path, Obstacle::message)
        .containsExactly(
            tuple(
                "EK3122",
                "pools.api.servers.c.address",
                "the name no has no address, or the name service does not answer"));
    assertThat(asked).containsExactlyInAnyOrder("known", "no");
  }

  private List<Obstacle> find(Config base, Config target, String compile)
      throws InterruptedException {
    return new PreflightObstacles(dryRun)
        .find(new PreflightInput(base, target, _ -> null, _ -> compile));
  }

  private static Server server(String name, String host) {
    return Server.of(name, new HostPort(host, 80));
  }

  private static Config config(Admin admin, String state, List<BindAddress> bind) {
    return new Config(
        admin, state, "", Map.of(WEB, listener(bind, new AccessLog.None())), Map.of());
  }

  private static Listener listener(List<BindAddress> bind, AccessLog log) {
    return new Listener(WEB, bind, List.of(), ListenerLimits.DEFAULT, log, List.of());
  }
}
