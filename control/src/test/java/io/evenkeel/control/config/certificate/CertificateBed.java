package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import io.evenkeel.core.change.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A folder with a configuration and the files it names, read at a time of the test's choice. */
record CertificateBed(Path folder) {
  static final ConfigReader READER = new ConfigReader(Map.of(), InstantSource.fixed(Made.NOW));

  /** One certificate and two routes with hosts. */
  static final String LISTENER =
      """
      version: 1
      listeners:
        web:
          bind: "127.0.0.1:8080"
          tls:
            certificates:
              - cert: api.pem
                key: api.key
          routes:
            - { host: api.example.com, pool: api }
            - { pool: api }
      pools: { api: { servers: { a: "10.0.0.1:80" } } }
      """;

  /** Readable by its owner only. */
  CertificateBed with(String name, String text) {
    return with(name, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  CertificateBed with(String name, byte[] bytes) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.write(file, bytes);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CertificateBed with(Made made) {
    return with("api.pem", made.pem()).with("api.key", made.key());
  }

  /** What is found beside that TLS is not available. */
  List<Finding> findings(String config) {
    with("evenkeel.yaml", config);
    return besideTls(READER.read(folder.resolve("evenkeel.yaml")));
  }

  List<Finding> findings() {
    return findings(LISTENER);
  }

  /** As a text that came over the API. */
  List<Finding> proposed(String config) {
    String name = folder.resolve("evenkeel.yaml").toString();
    return besideTls(READER.readText(name, config.getBytes(StandardCharsets.UTF_8), folder));
  }

  static List<Finding> besideTls(ReadResult result) {
    return result.findings().stream().filter(f -> !f.code().equals("EK1104")).toList();
  }
}
