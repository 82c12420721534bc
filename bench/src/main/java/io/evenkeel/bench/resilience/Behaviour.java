package io.evenkeel.bench.resilience;

/**
 * How a server is to behave, as resilience-server.c knows it.
 *
 * @param serviceMicros that a request takes at least
 * @param spreadMicros that it may take longer
 * @param extraMicros that every answer is late on top, checks included
 * @param errorsPerThousand of the requests; checks never fail
 * @param errorStatus of those
 * @param errorsFast errors are answered at once, without the work
 * @param slots requests that are worked on at a time; 0: as many as come
 * @param thrashPerThousand by how many thousandths work takes longer for every {@code slots}
 *     requests too many
 * @param leakBytes per request, lost for ever
 * @param holdBytes per request while it is there
 */
record Behaviour(
    long serviceMicros,
    long spreadMicros,
    long extraMicros,
    int errorsPerThousand,
    int errorStatus,
    boolean errorsFast,
    int slots,
    int thrashPerThousand,
    long leakBytes,
    long holdBytes) {
  /** A healthy server with room to spare: 1 to 2 ms. */
  static final Behaviour USUAL = new Behaviour(1_000, 1_000, 0, 0, 500, false, 0, 0, 0, 0);

  Behaviour slower(long millis) {
    return new Behaviour(
        serviceMicros,
        spreadMicros,
        millis * 1_000,
        errorsPerThousand,
        errorStatus,
        errorsFast,
        slots,
        thrashPerThousand,
        leakBytes,
        holdBytes);
  }

  Behaviour failing(int perThousand, int status, boolean fast) {
    return new Behaviour(
        serviceMicros,
        spreadMicros,
        extraMicros,
        perThousand,
        status,
        fast,
        slots,
        thrashPerThousand,
        leakBytes,
        holdBytes);
  }

  Behaviour leaking(long bytes) {
    return new Behaviour(
        serviceMicros,
        spreadMicros,
        extraMicros,
        errorsPerThousand,
        errorStatus,
        errorsFast,
        slots,
        thrashPerThousand,
        bytes,
        holdBytes);
  }

  /** Every request takes that long; any number of them at once. */
  static Behaviour taking(long millis) {
    return new Behaviour(millis * 1_000, 0, 0, 0, 500, false, 0, 0, 0, 0);
  }

  /**
   * So many requests at a time, each for so long. What is too many makes all slower, by a tenth per
   * {@code places}, and needs a megabyte of memory each.
   */
  static Behaviour bounded(int places, long millis) {
    return new Behaviour(millis * 1_000, 0, 0, 0, 500, false, places, 100, 0, 1 << 20);
  }

  /** What it can answer per second at best; infinite without slots. */
  double capacityPerSecond() {
    return slots == 0 ? Double.POSITIVE_INFINITY : slots * 1e6 / serviceMicros;
  }
}
