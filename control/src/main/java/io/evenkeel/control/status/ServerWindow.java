package io.evenkeel.control.status;

/**
 * The last ten seconds of one server, from running totals read once a second. Control loop only.
 */
final class ServerWindow {
  /** Ten intervals need eleven readings. */
  private static final int READINGS = 11;

  private final ServerReading[] readings = new ServerReading[READINGS];
  private int count;

  void add(ServerReading reading) {
    readings[count % READINGS] = reading;
    count++;
  }

  /** What happened between the oldest and the newest reading. */
  ServerRates rates() {
    if (count < 2) {
      return ServerRates.NONE;
    }
    ServerReading newest = readings[(count - 1) % READINGS];
    ServerReading oldest = readings[Math.max(0, count - READINGS) % READINGS];
    double seconds = (newest.atNanos() - oldest.atNanos()) / 1e9;
    long attempts = newest.attempts() - oldest.attempts();
    long failures = newest.failures() - oldest.failures();
    return new ServerRates(
        attempts,
        attempts / seconds,
        attempts == 0 ? 0 : (double) failures / attempts,
        newest.percentileSince(oldest, 0.50),
        newest.percentileSince(oldest, 0.99));
  }
}
