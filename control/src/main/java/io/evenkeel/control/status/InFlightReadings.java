package io.evenkeel.control.status;

/** Requests in flight at one server, looked at once a second. */
record InFlightReadings(int peak, long sum, int count) {
  static final InFlightReadings NONE = new InFlightReadings(0, 0, 0);

  InFlightReadings and(int inFlight) {
    return new InFlightReadings(Math.max(peak, inFlight), sum + inFlight, count + 1);
  }

  InFlightReadings and(InFlightReadings others) {
    return new InFlightReadings(
        Math.max(peak, others.peak), sum + others.sum, count + others.count);
  }

  double mean() {
    return count == 0 ? 0 : (double) sum / count;
  }
}
