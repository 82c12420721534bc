package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Addresses;
import io.evenkeel.control.config.scalar.Flags;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Names;
import io.evenkeel.core.model.Server;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of one server, and its short form. */
final class ServerKeys {
  static final Key<HostPort> ADDRESS =
      Key.of(
              "address",
              Addresses.SERVER,
              "\"10.0.0.12:3000\"",
              "Where it listens; with the pool its identity: the same address twice is an error.")
          .requiredBy(Code.MISSING_KEY);

  static final Key<Integer> WEIGHT =
      Key.of(
              "weight",
              Integers.between(0, Server.MAX_WEIGHT),
              "2",
              "Share of the traffic relative to the others; 0 takes no new requests.")
          .byDefault("1");

  static final Key<String> ZONE =
      Key.of("zone", Texts.LINE, "eu-1b", "Where it is.").byDefault("not said", "");

  static final Key<Integer> PRIORITY =
      Key.of(
              "priority",
              Integers.between(0, Server.MAX_PRIORITY),
              "1",
              "Lower is preferred; a higher number is used when the lower ones cannot carry the"
                  + " traffic.")
          .byDefault("0");

  static final Key<Boolean> BACKUP =
      Key.of(
              "backup",
              Flags.FLAG,
              "true",
              "Only used when no other server of the pool can take traffic.")
          .byDefault("false");

  static final Key<Integer> MAX_REQUESTS =
      Key.of(
              "max-requests",
              Integers.between(0, 1_000_000),
              "200",
              "Concurrent requests at most; 0: the pool's `limits.requests-per-server`.")
          .byDefault("0");

  static final Key<HostPort> AGENT =
      Key.of("agent", Addresses.SERVER, "\"10.0.0.12:9910\"", "Address of the agent beside it.")
          .notYet(Capability.AGENTS);

  static final Section<Placed<Server>> SECTION =
      Section.of(
              "server",
              List.of(ADDRESS, WEIGHT, ZONE, PRIORITY, BACKUP, MAX_REQUESTS, AGENT),
              ServerKeys::bind)
          .orShort(Addresses.SERVER.then(ServerKeys::bindShort));

  private ServerKeys() {}

  private static @Nullable Placed<Server> bind(Fields fields) {
    HostPort address = fields.optional(ADDRESS);
    String name = fields.scope().name();
    if (address == null || !Names.valid(name)) {
      return null;
    }
    Server server =
        new Server(
            name,
            address,
            fields.value(WEIGHT),
            fields.value(ZONE),
            fields.value(PRIORITY),
            fields.value(BACKUP),
            fields.value(MAX_REQUESTS));
    return new Placed<>(server, fields.scope(), fields.place(ADDRESS));
  }

  private static @Nullable Placed<Server> bindShort(HostPort address, Site site) {
    return Names.valid(site.scope().name())
        ? new Placed<>(Server.of(site.scope().name(), address), site.scope(), site.place())
        : null;
  }
}
