package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Addresses;
import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Flags;
import io.evenkeel.control.config.scalar.Hosts;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Paths;
import io.evenkeel.control.config.scalar.Ports;
import io.evenkeel.control.config.scalar.Statuses;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.scalar.Tokens;
import io.evenkeel.control.config.schema.Capability;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Named;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.StatusRanges;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code health} and of its two checks. */
final class HealthKeys {
  static final Key<String> HTTP = Key.of("http", Paths.HEALTH, "/health", "Ask this path by HTTP.");

  static final Key<Boolean> TCP =
      Key.of("tcp", Flags.FLAG, "true", "Ask for a TCP connection only.").byDefault("false");

  static final Key<String> METHOD =
      Key.of("method", Tokens.METHOD, "HEAD", "Method of the request.").byDefault("GET");

  static final Key<List<List<StatusRanges.Range>>> STATUS =
      Key.<List<List<StatusRanges.Range>>>of(
              "status", ListOf.oneOrMany(Statuses.RANGES), "200-299", "Status codes of success.")
          .byDefault("`200-299`", List.of(StatusRanges.SUCCESS.ranges()));

  static final Key<String> BODY =
      Key.of("body", Texts.ANY, "ok", "Text the first 64 KiB of the body must contain.")
          .byDefault("any", "");

  static final Key<String> HOST =
      Key.of("host", Hosts.FIELD, "api.internal", "The Host that is asked for.")
          .byDefault("the server's address", "");

  static final Key<Integer> PORT =
      Key.of("port", Ports.PORT, "3001", "Port of the check.").byDefault("the server's", 0);

  static final Key<Map<String, String>> HEADERS =
      Key.<Map<String, String>>of(
              "headers",
              Named.of("header", Tokens::checkHeaderName, Tokens.HEADER_VALUE),
              "{ x-check: \"1\" }",
              "Further header fields of the request.")
          .byDefault("none", Map.of());

  static final Key<Duration> INTERVAL =
      Key.of(
              "interval",
              Durations.POSITIVE,
              "5s",
              "From the beginning of one probe to the beginning of the next.")
          .byDefault("2s");

  static final Key<Duration> TIMEOUT =
      Key.of(
              "timeout",
              Durations.POSITIVE,
              "500ms",
              "Of one probe, connect included; no longer than the interval.")
          .byDefault("1s");

  static final Key<Integer> RISE =
      Key.of(
              "rise",
              Integers.between(1, 1_000),
              "2",
              "Consecutive successes that make a server healthy.")
          .byDefault("2");

  static final Key<Integer> FALL =
      Key.of(
              "fall",
              Integers.between(1, 1_000),
              "3",
              "Consecutive failures that make a server unhealthy.")
          .byDefault("3");

  static final Key<String> GRPC =
      Key.of("grpc", Texts.LINE, "api.Service", "Ask the gRPC health service.")
          .notYet(Capability.HTTP2);

  static final Key<HostPort> AGENT =
      Key.of("agent", Addresses.SERVER, "\"10.0.0.12:9910\"", "Ask an agent, as HAProxy does.")
          .notYet(Capability.AGENTS);

  static final Section<HealthCheck> CHECK =
      Section.of(
          "health check",
          List.of(
              HTTP, TCP, METHOD, STATUS, BODY, HOST, PORT, HEADERS, INTERVAL, TIMEOUT, RISE, FALL,
              GRPC, AGENT),
          HealthBinder::bindCheck);

  static final Key<HealthCheck> READINESS =
      Key.of("readiness", CHECK, "{ http: /health }", "Decides whether a server gets new requests.")
          .byDefault("none", new HealthCheck.None());

  static final Key<HealthCheck> LIVENESS =
      Key.of(
              "liveness",
              CHECK,
              "{ tcp: true }",
              "Decides whether a server is taken for dead: its connections are closed, and even"
                  + " panic mode passes it by.")
          .byDefault("none", new HealthCheck.None());

  static final Section<HealthPolicy> SECTION =
      Section.of(
              "health",
              List.of(READINESS, LIVENESS),
              fields -> new HealthPolicy(fields.value(READINESS), fields.value(LIVENESS)))
          .orShort(
              ScalarType.<HealthPolicy>pattern(
                  "path, or `off`", "a path such as /health, or off", "off|/.*", HealthKeys::path));

  private HealthKeys() {}

  private static @Nullable HealthPolicy path(String text, Site site) {
    if (text.equals("off")) {
      return HealthPolicy.NONE;
    }
    String path = Paths.HEALTH.parse(text, site);
    return path == null
        ? null
        : new HealthPolicy(HealthCheck.Active.of(ProbeKind.Http.get(path)), new HealthCheck.None());
  }
}
