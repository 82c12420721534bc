package io.evenkeel.proxy.exchange;

/** Accounts for every finished request. One per loop. */
final class ExchangeRecorder {
  private long epochNanos;

  ExchangeRecorder(int lane, DataPlane shared) {}

  void tick() {}

  long epochSeconds() {
    return System.currentTimeMillis() / 1000;
  }

  void finished(HttpExchange exchange) {}

  void refused(ClientConnection c, int status, String why) {}
}
