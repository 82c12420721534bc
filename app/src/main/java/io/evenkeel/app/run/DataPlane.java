package io.evenkeel.app.run;

import io.evenkeel.core.model.ListenerName;
import io.evenkeel.core.runtime.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What the running balancer asks of the proxy. Any thread. */
interface DataPlane {
  /** Binds what {@code next} needs and is not bound yet; what could not be, in sentences. */
  List<String> prepare(Snapshot next);

  /** Closes the listeners that {@code now} has no more. */
  void published(Snapshot now);

  /** Where a listener really listens; empty when it is not known. */
  List<String> addresses(ListenerName listener);

  /** Stops accepting and ends when all requests have, at the latest after {@code limit}. */
  CompletionStage<?> drain(Duration limit);
}
