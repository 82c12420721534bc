package io.evenkeel.bench.sidebyside;

import java.nio.file.Path;
import java.util.List;

/**
 * What a proxy is to be set up for.
 *
 * @param folder of its own, for configuration, logs and temporary files
 * @param port to listen on, on 127.0.0.1
 * @param servers as address:port
 * @param checks active health checks, where the product has them
 */
record Site(Path folder, int port, List<String> servers, boolean checks) {
  Site {
    servers = List.copyOf(servers);
  }

  Path configFile() {
    return folder.resolve("config");
  }
}
