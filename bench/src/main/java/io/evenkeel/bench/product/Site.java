package io.evenkeel.bench.product;

import java.nio.file.Path;
import java.util.List;

/**
 * What a proxy is to be set up for.
 *
 * @param folder of its own, for configuration, logs and temporary files
 * @param port to listen on, on 127.0.0.1
 * @param servers as address:port
 * @param checks active health checks of /health, where the product has them: every 2 s, 3 failures
 *     take a server out, 2 successes bring it back, which is everybody's default
 * @param threads that handle requests
 */
public record Site(Path folder, int port, List<String> servers, boolean checks, int threads) {
  public Site {
    servers = List.copyOf(servers);
  }

  Path configFile() {
    return folder.resolve("config");
  }
}
