package io.evenkeel.control.admin;

import java.io.IOException;
import java.util.Map;

/**
 * A request before anything is known of who sends it. Header fields that stand there several times
 * are joined by a comma, so that none of two can be the one that was checked.
 */
interface Request {
  String method();

  /** As it was sent, not decoded. */
  String path();

  /** Fields as they were sent; the last one of a name counts. */
  Map<String, String> query();

  /** The header field; empty when absent. */
  String field(String name);

  /** Address of the sender, without port. */
  String peer();

  /** Reads the body, which waits for it. */
  String body() throws IOException, Unacceptable;
}
