package io.evenkeel.app.scenario.changes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Certificates as people make them, for the cases that have something wrong with them. */
final class Certificates {
  private static final Duration SOON = Duration.ofSeconds(30);

  private Certificates() {}

  /** Writes {@code expired.pem}, {@code valid.pem} and {@code other.key}, which is that of none. */
  static void into(Path folder) {
    certificate(folder, "expired", "-30d", "10");
    certificate(folder, "valid", "-1d", "90");
    run("openssl", "genpkey", "-algorithm", "ed25519", "-out", at(folder, "other.key"));
  }

  private static void certificate(Path folder, String name, String from, String days) {
    List<String> store =
        List.of("-keystore", at(folder, name + ".p12"), "-storepass", "secret", "-alias", name);
    List<String> make =
        List.of(
            "-genkeypair",
            "-keyalg",
            "EC",
            "-dname",
            "CN=" + name,
            "-startdate",
            from,
            "-validity",
            days);
    keytool(make, store);
    keytool(List.of("-exportcert", "-rfc", "-file", at(folder, name + ".pem")), store);
  }

  private static void keytool(List<String> what, List<String> store) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(what);
    command.addAll(store);
    run(command.toArray(String[]::new));
  }

  private static void run(String... command) {
    try (ChildProcess process = ChildProcess.start(List.of(command))) {
      assertThat(process.awaitExit(SOON)).as(process::output).isZero();
    }
  }

  private static String at(Path folder, String file) {
    return folder.resolve(file).toString();
  }
}
