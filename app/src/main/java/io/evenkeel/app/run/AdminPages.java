package io.evenkeel.app.run;

import io.evenkeel.control.admin.Operation;
import io.evenkeel.control.admin.Operations;
import io.evenkeel.control.admin.Page;
import io.evenkeel.control.admin.SystemPages;
import io.evenkeel.control.metrics.Exposition;
import io.evenkeel.control.metrics.MetricsPage;
import io.evenkeel.control.status.Lifecycle;
import io.evenkeel.control.status.StatusReporter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Which path of the admin listener shows what. */
final class AdminPages {
  private AdminPages() {}

  /**
   * All of it.
   *
   * @param more what can be done beside looking at the balancer
   */
  static Operations of(
      Lifecycle lifecycle, StatusReporter status, MetricsPage metrics, List<Operation> more) {
    List<Operation> all =
        new ArrayList<>(
            SystemPages.operations(
                _ -> ready(lifecycle.state()),
                asked -> metrics(metrics.scrape(asked.accept())),
                _ -> Page.json(JsonMapper.shared().writeValueAsString(status.report()))));
    all.addAll(more);
    return new Operations(all);
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
