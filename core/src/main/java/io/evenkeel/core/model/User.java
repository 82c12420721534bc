package io.evenkeel.core.model;

/**
 * Somebody who may use the admin API.
 *
 * @param tokenSha256 SHA-256 of the bearer token, 64 hexadecimal digits in lower case
 */
public record User(String name, String tokenSha256, Role role) {
  public User {
    if (!tokenSha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "token-sha256 of " + name + " (expected: 64 hexadecimal digits in lower case)");
    }
  }
}
