package io.evenkeel.proxy.listen;

import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.ListenerName;

/** An address that could not be bound, and why, for the operator to read. */
public record BindFailure(ListenerName listener, BindAddress address, String reason) {
  @Override
  public String toString() {
    return "listener " + listener + ": cannot listen on " + address + ": " + reason;
  }
}
