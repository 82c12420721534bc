package io.evenkeel.core.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Whether and where the admin API listens. */
public sealed interface Admin {
  /** No admin listener. */
  record Off() implements Admin {}

  /**
   * On a loopback address.
   *
   * @param users by name; empty: everybody who reaches the address is an administrator
   */
  record On(BindAddress bind, Map<String, User> users) implements Admin {
    public On {
      users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
    }

    /** Without users. */
    public On(BindAddress bind) {
      this(bind, Map.of());
    }
  }
}
