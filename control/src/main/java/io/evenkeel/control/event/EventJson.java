package io.evenkeel.control.event;

import io.evenkeel.core.event.Event;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;
import tools.jackson.databind.ser.std.ToStringSerializer;

/**
 * Events as JSON: an object of the record's components, so that a new event needs nothing here. Our
 * names are texts, words are as everywhere: {@code HEALTHY} is {@code healthy}.
 */
final class EventJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(PoolName.class, ToStringSerializer.instance)
                  .addSerializer(ServerId.class, ToStringSerializer.instance)
                  .addSerializer(HostPort.class, ToStringSerializer.instance)
                  .addSerializer(new Words()))
          .build();

  private EventJson() {}

  /** {@code HealthChanged} is {@code health-changed}. */
  static String kind(Event event) {
    String name = event.getClass().getSimpleName();
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  static String fields(Event event) {
    return MAPPER.writeValueAsString(event);
  }

  @SuppressWarnings("rawtypes")
  private static final class Words extends StdSerializer<Enum> {
    Words() {
      super(Enum.class);
    }

    @Override
    public void serialize(Enum value, JsonGenerator json, SerializationContext context) {
      json.writeString(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
  }
}
