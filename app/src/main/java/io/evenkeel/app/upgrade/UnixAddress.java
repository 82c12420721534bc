package io.evenkeel.app.upgrade;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The address of a Unix socket for one call of libc. A path that is too long for the 108 bytes the
 * kernel has for it goes by way of its folder, opened for the time of the call.
 */
final class UnixAddress implements AutoCloseable {
  private static final int PATH_BYTES = 108;
  private static final int FAMILY_BYTES = 2;
  private static final int PATH_FOLDER_CLOEXEC = 0x200000 | 0x10000 | 0x80000;

  private final Arena arena = Arena.ofConfined();
  private final int folder;
  private final MemorySegment segment;

  UnixAddress(Path path) throws IOException {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length < PATH_BYTES) {
      folder = -1;
    } else {
      folder = open(path.resolveSibling("."));
      bytes =
          ("/proc/self/fd/" + folder + "/" + path.getFileName()).getBytes(StandardCharsets.UTF_8);
    }
    segment = arena.allocate(FAMILY_BYTES + bytes.length + 1L);
    segment.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_UNIX);
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, FAMILY_BYTES, bytes.length);
  }

  MemorySegment segment() {
    return segment;
  }

  int length() {
    return Math.toIntExact(segment.byteSize());
  }

  private int open(Path name) throws IOException {
    MemorySegment text = arena.allocateFrom(name.toString());
    return (int)
        Libc.call(
            name.toString(),
            state -> (int) Libc.OPEN.handle().invokeExact(state, text, PATH_FOLDER_CLOEXEC, 0));
  }

  @Override
  public void close() {
    if (folder >= 0) {
      Libc.close(folder);
    }
    arena.close();
  }
}
