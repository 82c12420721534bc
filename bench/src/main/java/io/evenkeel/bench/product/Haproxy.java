package io.evenkeel.bench.product;

import java.util.List;

/**
 * HAProxy. Connections to servers are kept and shared by its defaults (http-reuse safe). Its log
 * lines go to standard output, which is a file here: one write per request, as NGINX does by
 * default; the syslog daemon that Debian puts between would be work of another process.
 *
 * <p>maxconn: room for the 10,000 idle connections. Without strict limits, because HAProxy refuses
 * to start when the machine allows fewer open files than twice that.
 *
 * @param tuned with what its manual offers against failing servers, set by somebody who knows that
 *     these answer in milliseconds and bear few requests at once
 */
public record Haproxy(boolean tuned) implements Proxy {
  private static final String BEFORE_SERVERS =
      """
      global
        nbthread THREADS
        maxconn 12000
        no strict-limits
        log stdout format raw local0
      defaults
        mode http
        log global
        option httplog
        option forwardfor
        timeout connect 5s
        timeout client 50s
        timeout server 50s
      frontend web
        bind 127.0.0.1:PORT
        default_backend api
      backend api
      """;

  private static final String TUNED =
      """
        balance leastconn
        timeout connect 500ms
        timeout server 1s
        timeout queue 500ms
        retries 3
        option redispatch 1
        retry-on conn-failure empty-response response-timeout 500 502 503 504
        default-server observe layer7 error-limit 10 on-error fastinter inter 2s fastinter 200ms slowstart 5s maxconn 32
      """;

  @Override
  public String name() {
    return tuned ? "HAProxy tuned" : "HAProxy";
  }

  @Override
  public String version() {
    return Shell.firstLine("haproxy", "-v");
  }

  @Override
  public String config(Site site) {
    String begin =
        BEFORE_SERVERS
            .replace("THREADS", Integer.toString(site.threads()))
            .replace("PORT", Integer.toString(site.port()));
    StringBuilder config = new StringBuilder(begin);
    config.append(tuned ? TUNED : "  balance roundrobin\n");
    if (site.checks()) {
      config.append("  option httpchk GET /health\n");
    }
    int number = 0;
    for (String server : site.servers()) {
      String check = site.checks() ? " check" : "";
      config.append("  server s").append(++number).append(' ').append(server).append(check);
      config.append('\n');
    }
    return config.toString();
  }

  @Override
  public List<String> command(Site site) {
    return List.of("haproxy", "-db", "-f", site.configFile().toString());
  }

  @Override
  public int warmUpSeconds() {
    return 0;
  }
}
