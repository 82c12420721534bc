package io.evenkeel.app.run;

import io.evenkeel.app.upgrade.Estate;
import io.evenkeel.app.upgrade.HandoverFailure;
import io.evenkeel.app.upgrade.OfferedSocket;
import io.evenkeel.control.health.HandedServers;
import io.evenkeel.control.rollout.RolloutView;
import io.evenkeel.control.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What a running balancer has to give. Called by the thread of one hand-over at a time.
 *
 * @param isEnding whether the balancer stops anyway
 * @param leave what the balancer does once the process of that number serves
 */
record Bequest(Store store, Parts parts, BooleanSupplier isEnding, LongConsumer leave)
    implements Estate {
  private static final Logger LOG = LoggerFactory.getLogger(Bequest.class);

  @Override
  public void lend(String heir) throws HandoverFailure {
    requireNoRollout();
    if (isEnding.getAsBoolean()) {
      throw new HandoverFailure("this balancer is stopping");
    }
    store.lend(heir);
    try {
      // One that had begun, but was not on record yet, would be lost.
      requireNoRollout();
    } catch (HandoverFailure e) {
      var _ = store.takeBack();
      throw e;
    }
    LOG.atInfo().setMessage("event=handing-over").addKeyValue("to", heir).log();
  }

  private void requireNoRollout() throws HandoverFailure {
    Optional<RolloutView> view = parts.lane().changes().rollout().filter(each -> !each.isOver());
    if (view.isPresent()) {
      throw new HandoverFailure(
          "revision "
              + view.get().revision()
              + " is being rolled out (stage "
              + view.get().stage()
              + "): wait for its end, confirm it or roll it back, then try again");
    }
  }

  @Override
  public List<OfferedSocket> sockets() throws HandoverFailure {
    return parts.dataPlane().offer();
  }

  @Override
  public JsonNode state() {
    return AwaitLoop.call(
        parts.control(),
        () ->
            HandedServers.write(
                parts.published().current(),
                parts.control().monitor().hands(),
                parts.control().loop().nowNanos()));
  }

  @Override
  public void standAside() {
    parts.admin().close();
  }

  @Override
  public void handedOver(long pid) {
    leave.accept(pid);
  }

  @Override
  public void resume(String why) {
    if (isEnding.getAsBoolean()) {
      return;
    }
    String failure = parts.admin().move(parts.published().current().config().admin());
    if (!failure.isEmpty()) {
      LOG.atError().setMessage("event=admin-lost").addKeyValue("reason", failure).log();
    }
    var _ = store.takeBack();
    parts.events().warning("upgrade-failed", "hand-over", why);
  }
}
