package io.evenkeel.core.change;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Admission;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HostPattern;
import io.evenkeel.core.model.PathPattern;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Route;
import io.evenkeel.core.model.RouteAction;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.StatusRanges;
import io.evenkeel.core.model.User;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One change of the shop's configuration and what has to become of it. The shop: pools api (a1 to
 * a4), site (s1 to s3) and ops (o1, o2, without a check); next (n1 to n3) runs without a route.
 *
 * @param start edits what is served before, which the change then edits
 * @param codes of the findings, exactly
 */
record ChangeCase(
    String name,
    Consumer<Draft> start,
    Consumer<Draft> edit,
    Consumer<World> world,
    Verdict verdict,
    Set<String> codes) {
  static ChangeCase of(String name, Verdict verdict, Set<String> codes, Consumer<Draft> edit) {
    return new ChangeCase(name, _ -> {}, edit, _ -> {}, verdict, codes);
  }

  ChangeCase from(Consumer<Draft> start) {
    return new ChangeCase(name, start, edit, world, verdict, codes);
  }

  ChangeCase when(Consumer<World> world) {
    return new ChangeCase(name, start, edit, world, verdict, codes);
  }

  Plan plan() {
    Draft draft = new Draft(shop());
    start.accept(draft);
    Config before = draft.done();
    Draft target = new Draft(before);
    edit.accept(target);
    World around = new World();
    world.accept(around);
    return around.plan(before, target.done());
  }

  @Override
  public String toString() {
    return name;
  }

  static Config shop() {
    Draft draft = new Draft();
    Map<String, User> users = new LinkedHashMap<>();
    users.put("ana", new User("ana", "a".repeat(64), Role.APPROVER));
    users.put("bob", new User("bob", "b".repeat(64), Role.OPERATOR));
    users.put("cal", new User("cal", "c".repeat(64), Role.ADMIN));
    draft.admin = new Admin.On(new BindAddress.Tcp("127.0.0.1", 9900), users);
    draft.changes = policy(1, 0.5);
    List<Route> routes = new ArrayList<>();
    routes.add(route("admin.shop", "", "ops"));
    routes.add(route("", "/v1/", "api"));
    routes.add(
        new Route(
            new HostPattern.Any(),
            new PathPattern.Exact("/old"),
            Set.of(),
            Map.of(),
            new RouteAction.Redirect("/new", 308),
            Admission.DEFAULT));
    routes.add(route("", "", "site"));
    draft.listener("web", 8080, routes);
    draft.newPool("api", servers("a", 10, 4)).readiness(health());
    draft.newPool("site", servers("s", 20, 3)).readiness(health());
    draft.newPool("ops", servers("o", 30, 2));
    draft.newPool("next", servers("n", 40, 3)).readiness(health());
    return draft.done();
  }

  static ChangePolicy policy(int approvals, double maxServers) {
    return new ChangePolicy(
        approvals, maxServers, List.of(), RolloutPolicy.DEFAULT, RollbackOn.DEFAULT);
  }

  static HealthCheck.Active health() {
    return HealthCheck.Active.of(ProbeKind.Http.get("/health"));
  }

  static Server[] servers(String prefix, int first, int count) {
    Server[] servers = new Server[count];
    for (int i = 0; i < count; i++) {
      servers[i] = Worlds.server(prefix + (i + 1), first + i);
    }
    return servers;
  }

  /** Empty: any. */
  static Route route(String host, String path, String pool) {
    return new Route(
        host.isEmpty() ? new HostPattern.Any() : new HostPattern.Exact(host),
        path.isEmpty()
            ? new PathPattern.Any()
            : path.startsWith("= ")
                ? new PathPattern.Exact(path.substring(2))
                : new PathPattern.Prefix(path),
        Set.of(),
        Map.of(),
        RouteAction.ToPool.of(new PoolName(pool)),
        Admission.DEFAULT);
  }

  static ProbeKind.Http get(String path) {
    return ProbeKind.Http.get(path);
  }

  /** {@code GET /health} that expects {@code from} to {@code to}, with {@code body}. */
  static ProbeKind.Http expecting(int from, int to, String body) {
    return new ProbeKind.Http(
        "/health",
        "GET",
        new StatusRanges(List.of(new StatusRanges.Range(from, to))),
        body,
        "",
        Map.of());
  }
}
