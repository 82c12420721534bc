package io.evenkeel.control.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A scrape's answer: OpenMetrics when the scraper accepts it, else Prometheus text. */
public record Exposition(String contentType, String body) {
  private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();
  private static final ExpositionFormatWriter PROMETHEUS = PrometheusTextFormatWriter.create();

  /** {@code snapshots} in the format that {@code accept} (a field of HTTP) asks for. */
  static Exposition of(MetricSnapshots snapshots, String accept) throws IOException {
    ExpositionFormatWriter writer = OPEN_METRICS.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
    ByteArrayOutputStream body = new ByteArrayOutputStream(16 * 1024);
    writer.write(body, snapshots, EscapingScheme.UNDERSCORE_ESCAPING);
    return new Exposition(writer.getContentType(), body.toString(StandardCharsets.UTF_8));
  }
}
