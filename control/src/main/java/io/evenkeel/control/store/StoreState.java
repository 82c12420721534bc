package io.evenkeel.control.store;

/**
 * Whether changes can be recorded.
 *
 * @param why not, as the refused user reads it; empty: they can
 */
public record StoreState(String why) {
  static final StoreState WRITABLE = new StoreState("");

  public boolean writable() {
    return why.isEmpty();
  }
}
