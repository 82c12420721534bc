package io.evenkeel.control.config.scalar;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Quoted;
import io.evenkeel.control.config.schema.ScalarType;
import io.evenkeel.control.config.schema.Site;
import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.model.Names;
import io.evenkeel.core.model.PoolName;
import org.jspecify.annotations.Nullable;

/** Names of listeners, pools, servers and users, as keys and as references. */
public final class NameTypes {
  /** A reference to a pool. */
  public static final ScalarType<PoolName> POOL_REFERENCE =
      ScalarType.text("pool name", "the name of a pool", NameTypes::pool);

  private NameTypes() {}

  public static @Nullable ListenerName listener(String text, Site site) {
    return isValid("listener", text, site) ? new ListenerName(text) : null;
  }

  public static @Nullable PoolName pool(String text, Site site) {
    return isValid("pool", text, site) ? new PoolName(text) : null;
  }

  public static @Nullable String server(String text, Site site) {
    return isValid("server", text, site) ? text : null;
  }

  public static @Nullable String user(String text, Site site) {
    return isValid("user", text, site) ? text : null;
  }

  private static boolean isValid(String noun, String text, Site site) {
    if (Names.valid(text)) {
      return true;
    }
    site.complain(
        Code.BAD_NAME,
        noun + " name " + Quoted.of(text) + " has characters it cannot have",
        "use 1 to 128 letters, digits, '.', '-', '_', a letter or digit first");
    return false;
  }
}
