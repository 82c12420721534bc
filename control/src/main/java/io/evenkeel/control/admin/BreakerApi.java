package io.evenkeel.control.admin;

import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.change.OperatorBreaker;
import io.evenkeel.control.change.OperatorBreaker.Order;
import io.evenkeel.control.health.BreakerOrder.Wish;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Role;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The operator's hand on circuit breakers. Any thread. */
public final class BreakerApi {
  private final OperatorBreaker breakers;

  public BreakerApi(OperatorBreaker breakers) {
    this.breakers = breakers;
  }

  /** Its part of the table. */
  public List<Operation> operations() {
    return List.of(
        Operation.write(
            "/api/v1/servers/{pool}/{server}/breaker",
            Role.OPERATOR,
            asked -> take(asked, asked.parameter("server"))),
        Operation.write("/api/v1/pools/{pool}/breaker", Role.OPERATOR, asked -> take(asked, "")));
  }

  private Page take(Asked asked, String server) throws Unacceptable, ChangeRefused {
    JsonBody body = JsonBody.of(asked.body(), "state", "for", "reason", "force");
    Wish wish = wish(body.needed("state", "open, closed or auto"));
    body.needed("reason", "others will want to know");
    Order order =
        new Order(
            new PoolName(asked.parameter("pool")),
            server,
            wish,
            body.duration("for"),
            body.line("reason"),
            body.flag("force"));
    if (wish == Wish.AUTO && !order.lasts().isZero()) {
      throw JsonBody.bad("field for has no effect: auto lasts until the next order");
    }
    Duration lasts = breakers.take(order, asked.actor());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pool", order.pool().value());
    json.put("server", server);
    json.put("breaker", word(wish));
    json.put("forSeconds", lasts.toSeconds());
    return Pages.json(json);
  }

  private static Wish wish(String word) throws Unacceptable {
    for (Wish each : Wish.values()) {
      if (word(each).equals(word)) {
        return each;
      }
    }
    throw JsonBody.bad("field state is not open, closed or auto");
  }

  private static String word(Wish wish) {
    return wish.name().toLowerCase(Locale.ROOT);
  }
}
