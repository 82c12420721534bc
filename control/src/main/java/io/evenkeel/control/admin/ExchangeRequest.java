package io.evenkeel.control.admin;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request as the JDK's server has it. Called by the request's thread. */
record ExchangeRequest(HttpExchange exchange) implements Request {
  @Override
  public String method() {
    return exchange.getRequestMethod();
  }

  @Override
  public String path() {
    return orEmpty(exchange.getRequestURI().getRawPath());
  }

  @Override
  public Map<String, String> query() {
    Map<String, String> fields = new HashMap<>();
    for (String field : orEmpty(exchange.getRequestURI().getRawQuery()).split("&", -1)) {
      String[] parts = field.split("=", 2);
      fields.put(parts[0], parts.length == 2 ? parts[1] : "");
    }
    return fields;
  }

  @Override
  public String field(String name) {
    List<String> values = exchange.getRequestHeaders().get(name);
    return values == null ? "" : String.join(", ", values);
  }

  @Override
  public String peer() {
    return exchange.getRemoteAddress().getAddress().getHostAddress();
  }

  @Override
  public String body() throws IOException, Unacceptable {
    return BoundedBody.read(exchange.getRequestBody(), field("Content-Length"));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
