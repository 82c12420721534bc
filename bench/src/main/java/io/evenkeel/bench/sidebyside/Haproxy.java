package io.evenkeel.bench.sidebyside;

import java.util.List;

/**
 * HAProxy with one thread. Connections to servers are kept and shared by its defaults (http-reuse
 * safe). Its log lines go to standard output, which is a file here: one write per request, as NGINX
 * does by default; the syslog daemon that Debian puts between would be work of another process.
 *
 * <p>maxconn: room for the 10,000 idle connections. Without strict limits, because HAProxy refuses
 * to start when the machine allows fewer open files than twice that.
 */
record Haproxy() implements Proxy {
  private static final String BEFORE_SERVERS =
      """
      global
        nbthread 1
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
        balance roundrobin
      """;

  @Override
  public String name() {
    return "HAProxy";
  }

  @Override
  public String version() {
    return Shell.firstLine("haproxy", "-v");
  }

  @Override
  public String config(Site site) {
    String begin = BEFORE_SERVERS.replace("PORT", Integer.toString(site.port()));
    StringBuilder config = new StringBuilder(begin);
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
