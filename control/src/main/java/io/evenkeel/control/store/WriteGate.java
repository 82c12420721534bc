package io.evenkeel.control.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where every change of the state folder passes, one at a time. What fails closes the gate; the
 * next one that comes tries to open it again. Any thread; waits for the disk.
 */
final class WriteGate {
  /** A change of the folder, or the look at it before one. */
  interface Step<T> {
    T run() throws IOException;
  }

  /** Throws when nothing can be changed. */
  interface Admission {
    void admit() throws IOException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Path folder;
  private final Admission admission;
  private volatile StoreState state = StoreState.WRITABLE;
  private volatile long serving;

  WriteGate(Path folder, Admission admission) {
    this.folder = folder;
    this.admission = admission;
  }

  StoreState state() {
    return state;
  }

  long serving() {
    return serving;
  }

  void serving(long number) {
    serving = number;
  }

  void open() {
    state = StoreState.WRITABLE;
  }

  void close(IOException cause) {
    state = new StoreState(Refusal.of(cause, folder, serving));
  }

  /** Runs {@code step}; what it throws closes the gate. */
  <T> T write(Step<T> step) throws StoreFailure {
    lock.lock();
    try {
      admission.admit();
      return step.run();
    } catch (IOException e) {
      close(e);
      throw new StoreFailure(state.why());
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code step}, which only looks, while nothing is written. */
  <T> T read(Step<T> step) throws StoreFailure {
    lock.lock();
    try {
      return step.run();
    } catch (IOException e) {
      throw new StoreFailure(
          "the state folder " + folder + " cannot be read: " + Refusal.reason(e));
    } finally {
      lock.unlock();
    }
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }
}
