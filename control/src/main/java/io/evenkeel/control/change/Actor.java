package io.evenkeel.control.change;

import io.evenkeel.core.model.Role;

/**
 * Who does something.
 *
 * @param name of the user; without users, the name the caller gave
 */
public record Actor(String name, Role role) {}
