package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A disk whose process dies before its n-th step, or in the middle of the n-th where that is a
 * write. As far as files can tell, that is a kill: nothing is done after it.
 */
final class MortalDisk extends Disk {
  /** No code of ours catches it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final int deadly;
  private final Predicate<String> counts;
  private final Runnable death;
  private final List<String> steps = new ArrayList<>();

  /**
   * @param counts which steps, such as {@code rename}, are counted
   */
  MortalDisk(int deadly, Predicate<String> counts, Runnable death) {
    this.deadly = deadly;
    this.counts = counts;
    this.death = death;
  }

  static MortalDisk inThisProcess(int deadly) {
    return new MortalDisk(
        deadly,
        _ -> true,
        () -> {
          throw new Killed();
        });
  }

  List<String> steps() {
    return steps;
  }

  @Override
  void step(String what, Path path) {
    if (!counts.test(what)) {
      return;
    }
    steps.add(what + " " + path);
    if (steps.size() >= deadly) {
      death.run();
    }
  }

  @Override
  void put(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    if (steps.size() + 1 >= deadly && counts.test("half-write")) {
      super.put(channel, bytes.duplicate().limit(bytes.limit() / 2), position);
    }
    step("half-write", Path.of(""));
    super.put(channel, bytes, position);
  }
}
