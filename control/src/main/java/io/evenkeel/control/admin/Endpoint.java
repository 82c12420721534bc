package io.evenkeel.control.admin;

/** What answers a GET of one path. Called on a virtual thread per request; may block. */
@FunctionalInterface
public interface Endpoint {
  /**
   * The answer.
   *
   * @param accept the request's Accept field; empty when absent
   */
  Page answer(String accept) throws Exception;
}
