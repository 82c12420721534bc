package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.scalar.NameTypes;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.References;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.User;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of the whole file. */
public final class RootKeys {
  static final Key<Integer> VERSION =
      Key.of(
              "version",
              ScalarType.bare("`1`", "1", Map.of("const", 1), RootKeys::version),
              "1",
              "Version of the format, so that a later release can read this file as it was meant.")
          .requiredBy(Code.VERSION);

  static final Key<List<String>> INCLUDE =
      Key.of(
          "include",
          ListOf.oneOrMany(Texts.LINE),
          "[conf.d/*.yaml]",
          "Further files, relative to this one; `*` and `?` in the last part of the path. Pools and"
              + " listeners of all files are put together; nothing overrides anything.");

  static final Key<Admin> ADMIN =
      Key.of(
              "admin",
              AdminKeys.SECTION,
              "off",
              "The API, dashboard and metrics of the balancer itself; `off` for none.")
          .byDefaultOfItsKeys();

  static final Key<String> STATE =
      Key.of("state", Texts.LINE, "./state", "Folder of what the balancer keeps across restarts.")
          .byDefault("`$XDG_STATE_HOME/evenkeel`", "");

  static final Key<String> ZONE =
      Key.of("zone", Texts.LINE, "eu-1a", "Where this node is.").byDefault("not said", "");

  static final Key<Map<ListenerName, Listener>> LISTENERS =
      Key.<Map<ListenerName, Listener>>of(
              "listeners",
              Named.of("listener", NameTypes::listener, ListenerKeys.SECTION),
              "{ web: { bind: \"127.0.0.1:8080\", routes: [ { pool: api } ] } }",
              "Sockets clients connect to, by name.")
          .requiredBy(Code.NO_LISTENERS);

  static final Key<Map<PoolName, Pool>> POOLS =
      Key.<Map<PoolName, Pool>>of(
              "pools",
              Named.of("pool", RootKeys::definedPool, PoolKeys.SECTION),
              "{ api: { servers: { api-1: \"127.0.0.1:3001\" } } }",
              "Sets of servers that can stand in for each other, by name.")
          .byDefault("none", Map.of());

  static final Key<ChangePolicy> CHANGES =
      Key.of(
              "changes",
              ChangesKeys.SECTION,
              "{ approvals: 1 }",
              "Rules for changes of this file while the balancer runs.")
          .byDefaultOfItsKeys();

  static final Key<Fields> ALERTS =
      Key.of(
              "alerts",
              AlertsKeys.SECTION,
              "{ rules: { error-rate: { above: 10% } } }",
              "Who is told when.")
          .notYet(Capability.ALERTS);

  /** The table of keys begins here. */
  public static final Section<Config> SECTION =
      Section.of(
          "",
          List.of(VERSION, INCLUDE, ADMIN, STATE, ZONE, LISTENERS, POOLS, CHANGES, ALERTS),
          RootKeys::bind);

  /** The keys whose names are merged over included files. */
  public static final Set<String> MERGED = Set.of("listeners", "pools");

  private RootKeys() {}

  private static @Nullable Config bind(Fields fields) {
    Map<ListenerName, Listener> listeners = fields.optional(LISTENERS);
    if (listeners == null) {
      return null;
    }
    if (listeners.isEmpty() && fields.isSound(LISTENERS)) {
      fields.report(
          Code.NO_LISTENERS,
          LISTENERS,
          "there is no listener: nothing would be served",
          "add one: " + LISTENERS.example());
    }
    enoughApprovers(fields);
    if (!fields.has(ADMIN) && fields.value(ADMIN) instanceof Admin.On(BindAddress address, var _)) {
      References references = fields.scope().references();
      references.boundByDefault(address, fields.scope().at(ADMIN.name()), fields.place());
    }
    return new Config(
        fields.value(ADMIN),
        fields.value(STATE),
        fields.value(ZONE),
        listeners,
        fields.value(POOLS),
        fields.value(CHANGES));
  }

  private static void enoughApprovers(Fields fields) {
    int needed = fields.value(CHANGES).approvals();
    if (fields.value(ADMIN) instanceof Admin.On(BindAddress _, Map<String, User> users)
        && !users.isEmpty()
        && fields.isSound(ADMIN)) {
      long approvers =
          users.values().stream().filter(u -> u.role().includes(Role.APPROVER)).count();
      if (approvers < needed) {
        fields.report(
            Code.TOO_FEW_APPROVERS,
            CHANGES,
            "approvals is " + needed + ", but users who may approve are " + approvers,
            "give more users the role approver, or ask for fewer approvals");
      }
    }
  }

  private static @Nullable Integer version(String text, Site site) {
    if (text.equals("1")) {
      return 1;
    }
    site.complain(
        Code.VERSION,
        "version " + Quoted.of(text) + " is not known (expected: 1)",
        "write version: 1");
    return null;
  }

  private static @Nullable PoolName definedPool(String text, Site site) {
    PoolName name = NameTypes.pool(text, site);
    if (name != null) {
      site.scope().references().defines(name);
    }
    return name;
  }
}
