package io.evenkeel.control.health;

import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.Hand;

/**
 * A hand, and what it lies on.
 *
 * @param name of the server in the configuration when it was laid
 */
public record LaidHand(ServerId server, String name, Hand hand) {
  /** {@code api/api-1}. */
  public String subject() {
    return server.pool() + "/" + name;
  }
}
