package io.evenkeel.proxy.exchange;

import io.evenkeel.proxy.http1.HttpDate;

/**
 * The value of Date for the messages of one loop, which sets it once a tick. Confined to its loop.
 */
final class CurrentDate {
  private final HttpDate rendered = new HttpDate();
  private byte[] value = rendered.at(0);

  void set(long epochSeconds) {
    value = rendered.at(epochSeconds);
  }

  byte[] value() {
    return value;
  }
}
