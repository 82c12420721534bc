package io.evenkeel.control.store;

/**
 * Something that must be kept cannot be kept, or what was kept cannot be read. What was there
 * before is there still. The message is for people and says what goes on and until when.
 */
public final class StoreFailure extends Exception {
  private static final long serialVersionUID = 1L;

  public StoreFailure(String message) {
    super(message);
  }
}
