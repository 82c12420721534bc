package io.evenkeel.proxy.probe;

/** What came is no HTTP/1 response; the message says what was seen instead. */
final class NotHttp extends Exception {
  NotHttp(String message) {
    super(message, null, false, false);
  }
}
