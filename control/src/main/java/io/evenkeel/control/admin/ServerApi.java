package io.evenkeel.control.admin;

import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.change.OperatorHand;
import io.evenkeel.control.change.OperatorHand.Deed;
import io.evenkeel.control.change.OperatorHand.Order;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Role;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The operator's hand. Any thread. */
public final class ServerApi {
  private final OperatorHand hand;

  public ServerApi(OperatorHand hand) {
    this.hand = hand;
  }

  /** Its part of the table: one operation for each deed. */
  public List<Operation> operations() {
    return Stream.of(Deed.values())
        .map(deed ->
            Operation.write(
                "/api/v1/servers/{pool}/{server}/" + word(deed),
                Role.OPERATOR,
                asked -> take(deed, asked)))
        .toList();
  }

  private Page take(Deed deed, Asked asked) throws Unacceptable, ChangeRefused {
    JsonBody body = JsonBody.of(asked.body(), "for", "deadline", "reason");
    body.needed("reason", "others will want to know");
    Order order =
        new Order(
            new PoolName(asked.parameter("pool")),
            asked.parameter("server"),
            deed,
            body.duration("for"),
            body.duration("deadline"),
            body.line("reason"));
    if (deed == Deed.READY && !order.lasts().isZero()) {
      throw JsonBody.bad("field for has no effect: ready lasts until the next order");
    }
    boolean drains = deed == Deed.DRAIN || deed == Deed.MAINTENANCE;
    if (!drains && !order.deadline().isZero()) {
      throw JsonBody.bad("field deadline has no effect: only drain and maintenance have one");
    }
    hand.take(order, asked.actor());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pool", order.pool().value());
    json.put("server", order.server());
    json.put("hand", word(deed));
    json.put("forSeconds", order.lasts().toSeconds());
    json.put("deadlineSeconds", order.deadline().toSeconds());
    return Pages.json(json);
  }

  private static String word(Deed deed) {
    return deed.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
