package io.evenkeel.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.testkit.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher tells a JVM: here one that repeats it, and leaves an AOT cache when asked. */
class LauncherTest {
  private static final Path ROOT = Path.of("..");
  private static final String JAVA =
      """
      #!/bin/sh
      for flag; do
        echo "$flag"
        case $flag in -XX:AOTCacheOutput=*) echo cache >"${flag#*=}" ;; esac
      done
      """;

  @TempDir Path home;

  @BeforeEach
  void install() throws IOException {
    Path lib = Files.createDirectories(home.resolve("lib"));
    executable(home.resolve("bin/evenkeel"), Files.readString(ROOT.resolve("evenkeel")));
    executable(lib.resolve("train-aot"), Files.readString(ROOT.resolve("scripts/train-aot")));
    executable(lib.resolve("find-jdk"), "#!/bin/sh\necho " + home + "\n");
    executable(home.resolve("bin/java"), JAVA);
    Files.writeString(lib.resolve("evenkeel-app.jar"), "one");
    Files.writeString(lib.resolve("other.jar"), "two");
    Command.run(Duration.ofSeconds(10), lib.resolve("train-aot").toString()).expectSuccess();
  }

  private static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String flags() {
    return Command.run(Duration.ofSeconds(10), home + "/bin/evenkeel", "version")
        .expectSuccess()
        .out();
  }

  @Test
  void aCacheOfTheseJarsIsUsed() throws IOException {
    assertThat(flags()).contains("-XX:AOTCache=" + home.toRealPath() + "/lib/evenkeel.aot");
  }

  /** What the JDK searches is found at once, and what is large is not come past. */
  @Test
  void theClassPathBeginsWithWhatIsSearchedFor() throws IOException {
    for (String jar : List.of("bcprov.jar", "slf4j-api.jar", "slf4j-jdk-logging.jar")) {
      Files.writeString(home.resolve("lib").resolve(jar), jar);
    }
    assertThat(flags().replace(home.toRealPath() + "/lib/", ""))
        .contains("\nevenkeel-app.jar:slf4j-jdk-logging.jar:other.jar:slf4j-api.jar:bcprov.jar\n");
  }

  /** JDK 25 would run the classes of the cache, whatever the jars hold by now. */
  @Test
  void aCacheOfOtherJarsIsNot() throws IOException {
    Files.writeString(home.resolve("lib/other.jar"), "TWO");
    assertThat(flags()).doesNotContain("-XX:AOTCache").contains("io.evenkeel.app.Main");
  }

  @Test
  void norOneWithAJarMoreOrLess() throws IOException {
    Files.writeString(home.resolve("lib/third.jar"), "three");
    assertThat(flags()).doesNotContain("-XX:AOTCache");
    Files.delete(home.resolve("lib/third.jar"));
    assertThat(flags()).contains("-XX:AOTCache");
    Files.delete(home.resolve("lib/other.jar"));
    assertThat(flags()).doesNotContain("-XX:AOTCache");
  }
}
