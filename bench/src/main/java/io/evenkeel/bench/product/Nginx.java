package io.evenkeel.bench.product;

import java.util.List;

/**
 * NGINX. The free edition has no active checks: a server that failed a request (max_fails 1) is
 * left alone for 10 s (fail_timeout). Keep-alive to servers must be asked for in this version;
 * everything else is the default, buffering of requests and responses included.
 *
 * @param tuned with what its manual offers against failing servers, set by somebody who knows that
 *     these answer in milliseconds and bear few requests at once
 */
public record Nginx(boolean tuned) implements Proxy {
  private static final String BEFORE_SERVERS =
      """
      daemon off;
      user root;
      worker_processes WORKERS;
      worker_rlimit_nofile FILES;
      pid FOLDER/nginx.pid;
      error_log FOLDER/error.log;
      events { worker_connections 19000; }
      http {
        access_log FOLDER/access.log combined;
        client_body_temp_path FOLDER/body;
        proxy_temp_path FOLDER/proxy;
        fastcgi_temp_path FOLDER/fastcgi;
        uwsgi_temp_path FOLDER/uwsgi;
        scgi_temp_path FOLDER/scgi;
        upstream api {
      """;

  /** Workers know of each other's failures only with a zone. */
  private static final String TUNED_POOL =
      """
          zone api 256k;
          least_conn;
      """;

  private static final String AFTER_SERVERS =
      """
          keepalive 256;
        }
        server {
          listen 127.0.0.1:PORT backlog=4096;
          location / {
            proxy_pass http://api;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      """;

  private static final String TUNED_LOCATION =
      """
            proxy_connect_timeout 500ms;
            proxy_read_timeout 1s;
            proxy_next_upstream error timeout http_500 http_502 http_503 http_504;
            proxy_next_upstream_tries 2;
      """;

  private static final String END =
      """
          }
        }
      }
      """;

  @Override
  public String name() {
    return tuned ? "NGINX tuned" : "NGINX";
  }

  @Override
  public String version() {
    return Shell.firstLine("nginx", "-v");
  }

  @Override
  public String config(Site site) {
    StringBuilder config = new StringBuilder(BEFORE_SERVERS);
    config.append(tuned ? TUNED_POOL : "");
    for (String server : site.servers()) {
      config.append("    server ").append(server);
      config.append(tuned ? " max_fails=5 fail_timeout=5s max_conns=32;\n" : ";\n");
    }
    return config
        .append(AFTER_SERVERS)
        .append(tuned ? TUNED_LOCATION : "")
        .append(END)
        .toString()
        .replace("WORKERS", Integer.toString(site.threads()))
        .replace("FOLDER", site.folder().toString())
        .replace("FILES", Integer.toString(Host.openFiles()))
        .replace("PORT", Integer.toString(site.port()));
  }

  @Override
  public List<String> command(Site site) {
    return List.of("nginx", "-p", site.folder() + "/", "-c", site.configFile().toString());
  }

  @Override
  public int warmUpSeconds() {
    return 0;
  }
}
