package io.evenkeel.control.config.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.config.ConfigReader;
import io.evenkeel.control.config.ReadResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start without certificates must not pay for Bouncy Castle. */
class LoadingTest {
  @TempDir Path folder;

  @Test
  void itsClassesAreLoadedForACertificateOnly() throws Exception {
    String without = CertificateBed.LISTENER.replaceAll("(?s)    tls:.*?    routes", "    routes");
    new CertificateBed(folder).with(Made.selfSigned("EC", "api.example.com"));
    assertThat(loaded(without)).isZero();
    assertThat(loaded(CertificateBed.LISTENER)).isPositive();
  }

  /** How many of its classes a process loads that reads {@code text}. */
  private long loaded(String text) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-Xlog:class+load:stdout",
            "-cp",
            System.getProperty("java.class.path"),
            Reading.class.getName(),
            folder.resolve("evenkeel.yaml").toString(),
            text);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines).anyMatch(line -> line.contains(CertificateChecks.class.getName()));
    return lines.stream().filter(line -> line.contains(" org.bouncycastle.")).count();
  }

  /** The process. */
  static final class Reading {
    private Reading() {}

    public static void main(String[] arguments) {
      byte[] text = arguments[1].getBytes(StandardCharsets.UTF_8);
      ReadResult result = new ConfigReader(Map.of()).readText(arguments[0], text);
      System.out.println(result.findings());
    }
  }
}
