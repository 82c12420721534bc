package io.evenkeel.bench.sidebyside;

import java.util.List;

/**
 * NGINX with one worker. The free edition has no active checks. Keep-alive to servers must be asked
 * for in this version; everything else is the default, buffering of requests and responses
 * included.
 */
record Nginx() implements Proxy {
  private static final String BEFORE_SERVERS =
      """
      daemon off;
      user root;
      worker_processes 1;
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
          }
        }
      }
      """;

  @Override
  public String name() {
    return "NGINX";
  }

  @Override
  public String version() {
    return Shell.firstLine("nginx", "-v");
  }

  @Override
  public String config(Site site) {
    StringBuilder config = new StringBuilder(BEFORE_SERVERS);
    for (String server : site.servers()) {
      config.append("    server ").append(server).append(";\n");
    }
    return config
        .append(AFTER_SERVERS)
        .toString()
        .replace("FOLDER", site.folder().toString())
        .replace("FILES", Integer.toString(Machine.openFiles()))
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
