package io.evenkeel.control.config.section;

import io.evenkeel.control.config.scalar.Durations;
import io.evenkeel.control.config.scalar.Ports;
import io.evenkeel.control.config.scalar.Shares;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import java.util.List;

/** The section of a pool that is checked, but not available yet. */
final class LaterPoolKeys {
  static final Section<Fields> DISCOVER =
      Section.checked(
          "discover",
          List.of(
              Key.of("dns", Texts.LINE, "api.service.local", "Name whose addresses are servers."),
              Key.of("port", Ports.PORT, "3000", "Port of all of them."),
              Key.of("refresh", Durations.POSITIVE, "10s", "How often it is asked."),
              Key.of("max-shrink", Shares.SHARE, "50%", "Servers that may vanish at once.")));

  private LaterPoolKeys() {}
}
