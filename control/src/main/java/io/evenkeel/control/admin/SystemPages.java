package io.evenkeel.control.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What every balancer shows of itself; the pages that never change are read from the jar. */
public final class SystemPages {
  private SystemPages() {}

  /** The table of them. */
  public static List<Operation> operations(Endpoint ready, Endpoint metrics, Endpoint status) {
    return List.of(
        Operation.open("/healthz", _ -> Page.text(200, "ok")),
        Operation.open("/readyz", ready),
        Operation.read("/", _ -> Page.of("text/html; charset=utf-8", read("index.html"))),
        Operation.read("/metrics", metrics),
        Operation.read("/api/v1/status", status),
        Operation.read("/api/v1/openapi.json", _ -> Page.json(read("openapi.json"))));
  }

  private static String read(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SystemPages.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
