package io.evenkeel.control.admin;

import io.evenkeel.core.model.Role;
import org.jspecify.annotations.Nullable;

/**
 * One thing the admin listener can do.
 *
 * @param method {@code GET}, which stands for HEAD as well, or {@code POST}
 * @param needed the role it takes; null: anybody may, without signing in
 */
public record Operation(
    String method, PathTemplate path, @Nullable Role needed, Endpoint endpoint) {
  /** Reading that needs nobody to sign in. */
  public static Operation open(String path, Endpoint endpoint) {
    return new Operation("GET", PathTemplate.of(path), null, endpoint);
  }

  /** Reading, which viewers may. */
  public static Operation read(String path, Endpoint endpoint) {
    return new Operation("GET", PathTemplate.of(path), Role.VIEWER, endpoint);
  }

  /** Something that changes something. */
  public static Operation write(String path, Role needed, Endpoint endpoint) {
    return new Operation("POST", PathTemplate.of(path), needed, endpoint);
  }

  /** Whether its body is read. */
  boolean writes() {
    return method.equals("POST");
  }

  /** {@code POST /api/v1/plans}. */
  @Override
  public String toString() {
    return method + " " + path.text();
  }
}
