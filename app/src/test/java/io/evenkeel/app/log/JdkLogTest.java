package io.evenkeel.app.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Command;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The JDK's own messages, in a process whose class path is in the launcher's order. */
class JdkLogTest {
  /** Says something as the JDK does, then which jars are open. */
  static final class Speaker {
    private Speaker() {}

    public static void main(String[] args) throws IOException {
      System.getLogger("com.sun.net.httpserver")
          .log(System.Logger.Level.WARNING, "words of {0}", 2);
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        for (Path descriptor : open.filter(Files::exists).toList()) {
          System.out.println(descriptor.toRealPath());
        }
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theJdkSpeaksInOurFormAndDoesNotOpenEveryJarForIt() {
    Command said =
        Command.run(
                Duration.ofSeconds(30),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dslf4j.provider=" + LogProvider.class.getName(),
                "-cp",
                classPath(),
                Speaker.class.getName())
            .expectSuccess();

    assertThat(said.err()).containsPattern("\\dZ WARN  words of 2");
    assertThat(said.out()).contains("logback-classic").doesNotContain("bcprov");
  }

  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .sorted(Comparator.comparing(JdkLogTest::place))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Our own first, then whatever names a second logger, Bouncy Castle after all others. */
  private static int place(String entry) {
    String name = Path.of(entry).getFileName().toString();
    List<String> order = List.of("classes", "test-classes", "slf4j-jdk");
    for (String beginning : order) {
      if (name.startsWith(beginning)) {
        return order.indexOf(beginning);
      }
    }
    return order.size() + (name.startsWith("bc") ? 1 : 0);
  }
}
