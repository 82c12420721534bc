package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.RetryCauses;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.ListOf;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.RetryPolicy.Methods;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of {@code retries}. */
final class RetryKeys {
  static final Key<Integer> ATTEMPTS =
      Key.of("attempts", Integers.between(1, 10), "2", "Tries in all; 1: no retry.").byDefault("2");

  static final Key<Double> BUDGET =
      Key.of(
              "budget",
              Shares.SHARE,
              "10%",
              "Retries at most, as a share of the pool's requests; a few each second always may,"
                  + " except with 0%: none.")
          .byDefault("20%");

  static final Key<List<String>> ON =
      Key.<List<String>>of(
              "on",
              ListOf.oneOrMany(RetryCauses.CAUSE),
              "[connect, \"503\"]",
              "Which failures are tried again, on another server. `connect`: connections that could"
                  + " not be made, so that no byte can have reached the server; `reset`: those that"
                  + " broke, and tries that took too long; a status: answers with it. `[]`: none.")
          .byDefault(
              "`[connect, reset, \"502\", \"503\", \"504\"]`",
              List.of(RetryCauses.CONNECT, RetryCauses.RESET, "502", "503", "504"));

  static final Key<Methods> METHODS =
      Key.of(
              "methods",
              Choice.of(words()),
              "idempotent",
              "Which requests are sent again once a server may have acted on them. `idempotent`:"
                  + " those of which twice is the same as once (RFC 9110, 9.2.2); `all`: only if the"
                  + " servers recognize a repetition.")
          .byDefault("idempotent");

  static final Key<Duration> PER_TRY_TIMEOUT =
      Key.of(
              "per-try-timeout",
              Durations.POSITIVE,
              "2s",
              "How long a try may take to the head of its answer before the next one; the last one"
                  + " has the pool's `timeouts.response`.")
          .byDefault("5s");

  static final Section<Written<RetryPolicy>> SECTION =
      Section.of(
          "retries", List.of(ATTEMPTS, BUDGET, ON, METHODS, PER_TRY_TIMEOUT), RetryKeys::bind);

  private RetryKeys() {}

  private static Written<RetryPolicy> bind(Fields fields) {
    List<String> causes = fields.value(ON);
    Set<Integer> statuses =
        causes.stream()
            .filter(cause -> Character.isDigit(cause.charAt(0)))
            .map(Integer::valueOf)
            .collect(Collectors.toSet());
    return new Written<>(
        new RetryPolicy(
            fields.value(ATTEMPTS),
            fields.value(BUDGET),
            causes.contains(RetryCauses.CONNECT),
            causes.contains(RetryCauses.RESET),
            statuses,
            fields.value(METHODS),
            fields.value(PER_TRY_TIMEOUT)),
        fields);
  }

  private static Map<String, Methods> words() {
    Map<String, Methods> words = new LinkedHashMap<>();
    words.put("idempotent", Methods.IDEMPOTENT);
    words.put("all", Methods.ALL);
    return words;
  }
}
