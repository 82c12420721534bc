package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.core.model.HealthCheck;
import io.evenkeel.core.model.ProbeKind;
import io.evenkeel.core.model.StatusRanges;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a health check of its keys. */
final class HealthBinder {
  private static final List<Key<?>> HTTP_ONLY =
      List.of(
          HealthKeys.METHOD,
          HealthKeys.STATUS,
          HealthKeys.BODY,
          HealthKeys.HOST,
          HealthKeys.HEADERS);

  private HealthBinder() {}

  static @Nullable HealthCheck bindCheck(Fields fields) {
    Duration interval = fields.value(HealthKeys.INTERVAL);
    Duration timeout = fields.value(HealthKeys.TIMEOUT);
    boolean fits = timeout.compareTo(interval) <= 0;
    if (!fits && fields.isSound(HealthKeys.INTERVAL) && fields.isSound(HealthKeys.TIMEOUT)) {
      reportTimeout(fields, interval, timeout);
    }
    ProbeKind probe = probe(fields);
    return probe == null || !fits
        ? null
        : new HealthCheck.Active(
            probe,
            fields.value(HealthKeys.PORT),
            interval,
            timeout,
            fields.value(HealthKeys.RISE),
            fields.value(HealthKeys.FALL));
  }

  private static void reportTimeout(Fields fields, Duration interval, Duration timeout) {
    boolean written = fields.has(HealthKeys.TIMEOUT);
    fields.report(
        Code.TIMEOUT_ABOVE_INTERVAL,
        written ? HealthKeys.TIMEOUT : HealthKeys.INTERVAL,
        "timeout "
            + InWords.of(timeout)
            + (written ? "" : " (the default)")
            + " is longer than interval "
            + InWords.of(interval),
        written
            ? "write a timeout of " + InWords.of(interval) + " or less, or a longer interval"
            : "add timeout: " + InWords.of(interval) + ", or write a longer interval");
  }

  private static @Nullable ProbeKind probe(Fields fields) {
    boolean http = fields.has(HealthKeys.HTTP);
    boolean tcp = fields.value(HealthKeys.TCP);
    boolean later = fields.has(HealthKeys.GRPC) || fields.has(HealthKeys.AGENT);
    if (http == tcp && !later && fields.isSound(HealthKeys.TCP)) {
      fields.report(
          Code.EXCLUSIVE_KEYS,
          http ? "the check has http and tcp" : "the check says not what to ask",
          http ? "keep one of the two" : "add http: /health, or tcp: true");
      return null;
    }
    if (tcp) {
      reportHttpOnly(fields);
      return new ProbeKind.Tcp();
    }
    String path = fields.optional(HealthKeys.HTTP);
    return path == null
        ? null
        : new ProbeKind.Http(
            path,
            fields.value(HealthKeys.METHOD),
            status(fields),
            fields.value(HealthKeys.BODY),
            fields.value(HealthKeys.HOST),
            fields.value(HealthKeys.HEADERS));
  }

  private static StatusRanges status(Fields fields) {
    List<StatusRanges.Range> ranges =
        fields.value(HealthKeys.STATUS).stream().flatMap(List::stream).toList();
    if (!ranges.isEmpty()) {
      return new StatusRanges(ranges);
    }
    if (fields.isSound(HealthKeys.STATUS)) {
      fields.report(
          Code.BAD_STATUS,
          HealthKeys.STATUS,
          "status is an empty list: no answer would be a success",
          "write 200-299");
    }
    return StatusRanges.SUCCESS;
  }

  private static void reportHttpOnly(Fields fields) {
    for (Key<?> key : HTTP_ONLY) {
      if (fields.has(key)) {
        fields.report(
            Code.WITHOUT_EFFECT,
            key,
            key.name() + " has no effect on a check by TCP",
            "remove it, or ask by http");
      }
    }
  }
}
