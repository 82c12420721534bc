package io.evenkeel.proxy.overload;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenDescriptorsTest {
  private static final int MORE = 200;

  /** What the virtual machine opens and closes meanwhile. */
  private static final int OTHERS = 20;

  private static final long MANY = 1L << 40;

  @TempDir Path folder;

  private final OpenDescriptors descriptors =
      new OpenDescriptors((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean());

  private final List<InputStream> files = new ArrayList<>();

  private void openMore() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    for (int i = 0; i < MORE; i++) {
      files.add(Files.newInputStream(file));
    }
  }

  @AfterEach
  void closeFiles() throws IOException {
    for (InputStream file : files) {
      file.close();
    }
  }

  @Test
  void countsWhatIsOpenNow() throws IOException {
    long before = descriptors.count(0, 1);
    openMore();
    assertThat(descriptors.count(0, 1) - before).isBetween(MORE - OTHERS + 0L, MORE + OTHERS + 0L);
    assertThat(descriptors.most()).isGreaterThan(before + MORE);
  }

  @Test
  void aListSaysTheSameButIsNotMadeAllTheTime() throws IOException {
    long second = TimeUnit.SECONDS.toNanos(1);
    long before = descriptors.list(MANY, 1);
    assertThat(before).isPositive();
    openMore();
    assertThat(descriptors.list(MANY, 2)).as("too soon").isEqualTo(before);
    assertThat(descriptors.list(MANY, 2 * second) - before)
        .isBetween(MORE - OTHERS + 0L, MORE + OTHERS + 0L);
  }
}
