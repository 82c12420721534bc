package io.evenkeel.app.run;

import io.evenkeel.control.admin.Endpoint;
import io.evenkeel.control.admin.Page;
import io.evenkeel.control.admin.StandardPages;
import io.evenkeel.control.metrics.Exposition;
import io.evenkeel.control.metrics.MetricsPage;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.StatusReporter;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Which path of the admin listener shows what. */
final class AdminPages {
  private AdminPages() {}

  static Map<String, Endpoint> of(Lifecycle lifecycle, StatusReporter status, MetricsPage metrics) {
    return Map.of(
        "/", StandardPages::index,
        "/healthz", _ -> Page.text(200, "ok"),
        "/readyz", _ -> ready(lifecycle.state()),
        "/metrics", accept -> metrics(metrics.scrape(accept)),
        "/api/v1/status", _ -> Page.json(JsonMapper.shared().writeValueAsString(status.report())),
        "/api/v1/openapi.json", StandardPages::openApi);
  }

  /** 503 as soon as draining begins, so that whoever is in front of us stops sending. */
  private static Page ready(Lifecycle.State state) {
    return switch (state) {
      case SERVING -> Page.text(200, "ok: serving");
      case STARTING -> Page.text(503, "not ready: starting");
      case DRAINING -> Page.text(503, "not ready: draining, no new connections are taken");
    };
  }

  private static Page metrics(Exposition exposition) {
    return Page.of(exposition.contentType(), exposition.body());
  }
}
