package io.evenkeel.proxy.telemetry;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.evenkeel.core.model.AccessLog.None;
import io.evenkeel.core.model.AccessLog.ToFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessLogTest {
  @TempDir private Path folder;
  private Path file;
  private final AccessLogs logs = new AccessLogs(2);
  private final AccessEntry entry = Lines.typical(new AccessEntry());

  @BeforeEach
  void name() {
    file = folder.resolve("access.jsonl");
  }

  @AfterEach
  void close() {
    logs.close();
  }

  private AccessLog open(Path path) {
    return requireNonNull(logs.of(new ToFile(path.toString())));
  }

  @Test
  void closingWritesEveryLineOfEveryLane() throws IOException {
    AccessLog log = open(file);
    for (int i = 0; i < 2000; i++) {
      log.lane(0).append(entry.status(i));
      log.lane(1).append(entry.status(10_000 + i));
    }
    logs.close();
    assertThat(log.dropped()).isZero();
    assertThat(Lines.of(file)).hasSize(4000);
    assertThat(Lines.of(file).stream().map(l -> l.get("status").intValue()).filter(s -> s < 10_000))
        .isSorted();
  }

  @Test
  void lineIsThereSoon() {
    open(file).lane(1).append(entry);
    await().atMost(5, SECONDS).until(() -> Lines.of(file).size() == 1);
  }

  @Test
  void reloadThatKeepsTheNameKeepsTheLog() {
    ToFile destination = new ToFile(file.toString());
    AccessLog first = logs.of(destination);
    logs.retire(List.of(new ToFile(file.toString())));
    assertThat(logs.of(new ToFile(file.toString()))).isSameAs(first);
    logs.retire(List.of());
    assertThat(logs.of(destination)).isNotSameAs(first);
    assertThat(logs.of(new None())).isNull();
  }

  @Test
  void rotatedFileIsLeftAndTheNameReopened() throws IOException {
    AccessLog log = open(file);
    log.lane(0).append(entry.status(1));
    await().atMost(5, SECONDS).until(() -> Lines.of(file).size() == 1);
    Path rotated = folder.resolve("access.jsonl.1");
    Files.move(file, rotated);
    await()
        .atMost(10, SECONDS)
        .until(() -> {
          log.lane(0).append(entry.status(2));
          return Files.exists(file);
        });
    logs.close();
    assertThat(Lines.of(rotated).getFirst().get("status").intValue()).isEqualTo(1);
    assertThat(Lines.of(file)).isNotEmpty();
  }

  @Test
  void missingFolderIsAFailureThatHeals() throws IOException {
    Path later = folder.resolve("later");
    AccessLog log = open(later.resolve("access.jsonl"));
    log.lane(0).append(entry);
    await().atMost(5, SECONDS).until(() -> log.writeErrors() > 0);
    Files.createDirectory(later);
    await().atMost(5, SECONDS).until(() -> Lines.of(later.resolve("access.jsonl")).size() == 1);
    assertThat(logs.writeErrors()).isPositive();
  }

  @Test
  void pipeThatNobodyReadsNeverHoldsUpTheAppender() throws Exception {
    Path pipe = folder.resolve("pipe");
    run("mkfifo", pipe.toString());
    AccessLog log = open(pipe);
    for (int i = 0; i < 160_000; i++) { // six times what the ring holds
      log.lane(0).append(entry);
    }
    assertThat(log.dropped()).isPositive();
    long dropped = log.dropped();
    try (InputStream reader = Files.newInputStream(pipe)) {
      byte[] start = reader.readNBytes(100);
      assertThat(new String(start, StandardCharsets.US_ASCII)).startsWith("{\"time\":");
      Thread.ofVirtual().start(() -> discard(reader));
      logs.close();
    }
    assertThat(logs.dropped()).isEqualTo(dropped);
  }

  private static void discard(InputStream reader) {
    try {
      reader.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException _) {
      // closed by the test
    }
  }

  @Test
  void fullDiskDropsLinesCountsThemAndHealsWithoutBreakingALine() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "mounting needs root");
    Path disk = Files.createDirectory(folder.resolve("disk"));
    run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk.toString());
    try {
      Path ballast = Files.write(disk.resolve("ballast"), new byte[200 * 1024]);
      AccessLog log = open(disk.resolve("access.jsonl"));
      for (int i = 0; i < 500; i++) { // more than is left, less than the ring holds
        log.lane(0).append(entry.status(i));
      }
      await().atMost(5, SECONDS).until(() -> log.writeErrors() > 0);
      Files.delete(ballast);
      await().atMost(10, SECONDS).until(() -> Lines.of(disk.resolve("access.jsonl")).size() == 500);
      assertThat(log.dropped()).isZero();
      logs.close();
    } finally {
      run("umount", disk.toString());
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
