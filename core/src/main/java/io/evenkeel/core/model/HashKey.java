package io.evenkeel.core.model;

/** What of a request the hashing balancers hash. */
public sealed interface HashKey {
  /** The client's address (the trusted chain's, where one is configured). */
  record Source() implements HashKey {}

  /** The value of a request header; a request without it is hashed by its source. */
  record Header(String name) implements HashKey {}

  /** The value of a cookie; a request without it is hashed by its source. */
  record Cookie(String name) implements HashKey {}

  /** The path without the query. */
  record Path() implements HashKey {}
}
