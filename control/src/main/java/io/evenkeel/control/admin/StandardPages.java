package io.evenkeel.control.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The pages that are the same on every balancer, read from the jar when asked for. */
public final class StandardPages {
  private StandardPages() {}

  /** The description of the API, OpenAPI 3.1. */
  public static Page openApi(String accept) throws IOException {
    return Page.json(read("openapi.json"));
  }

  /** The plain first page, which links the others. */
  public static Page index(String accept) throws IOException {
    return Page.of("text/html; charset=utf-8", read("index.html"));
  }

  private static String read(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(StandardPages.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
