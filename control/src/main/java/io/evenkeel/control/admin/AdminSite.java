package io.evenkeel.control.admin;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to the page that answers it: the order of checks of the admin listener. Any
 * thread.
 */
final class AdminSite {
  private static final Logger LOG = LoggerFactory.getLogger(AdminSite.class);

  private final Map<String, Endpoint> endpoints;
  private final HostCheck hosts;

  AdminSite(Map<String, Endpoint> endpoints, HostCheck hosts) {
    this.endpoints = Map.copyOf(endpoints);
    this.hosts = hosts;
  }

  /** What the listener knows of a request. Absent fields are empty. */
  record Asked(String method, String path, String host, String origin, String accept) {}

  Page answer(Asked asked) {
    // Who is asked comes first: a page of another site learns nothing, not even which paths exist.
    if (!hosts.admitsHost(asked.host())) {
      return Problem.page(
          421,
          "Misdirected Request",
          "host \"" + asked.host() + "\" is not a name of this listener: use localhost or its IP");
    }
    if (!hosts.admitsOrigin(asked.origin())) {
      return Problem.page(
          403, "Forbidden", "origin \"" + asked.origin() + "\" is not a page of this listener");
    }
    Endpoint endpoint = endpoints.get(asked.path());
    if (endpoint == null) {
      return Problem.page(
          404,
          "Not Found",
          "nothing at " + asked.path() + "; there is " + String.join(", ", paths()));
    }
    if (!asked.method().equals("GET") && !asked.method().equals("HEAD")) {
      return Problem.page(
          405, "Method Not Allowed", asked.path() + " can only be read (GET, HEAD)", "GET, HEAD");
    }
    return answer(endpoint, asked);
  }

  private static Page answer(Endpoint endpoint, Asked asked) {
    try {
      return endpoint.answer(asked.accept());
    } catch (Exception | LinkageError e) {
      LOG.atError()
          .setMessage("event=admin-failed")
          .addKeyValue("path", asked.path())
          .setCause(e)
          .log();
      return Problem.page(500, "Internal Server Error", "see the log of the balancer");
    }
  }

  private Iterable<String> paths() {
    return new TreeMap<>(endpoints).keySet();
  }
}
