package io.evenkeel.control.admin;

/** What answers one operation. Called on a virtual thread per request; may block. */
@FunctionalInterface
public interface Endpoint {
  /** The answer; an exception that is none of ours is logged and answered with 500. */
  Answer answer(Asked asked) throws Exception;
}
