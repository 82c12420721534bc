package io.evenkeel.app.run;

import io.evenkeel.control.admin.AdminServer;
import io.evenkeel.control.admin.Operations;
import io.evenkeel.control.admin.SignIn;
import io.evenkeel.control.trial.DryRun;
import io.evenkeel.core.model.AccessLog;
import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.BindAddress;
import io.evenkeel.core.model.Listener;
import io.evenkeel.proxy.ProxyServer;
import io.evenkeel.proxy.telemetry.AccessLogs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The proxy's part of a preflight. Any thread that may block. */
record ProxyDryRun(ProxyServer proxy) implements DryRun {
  /** Without any answer for so long, the name service is taken for dead. */
  private static final long PATIENCE_SECONDS = 5;

  /** Whoever comes in the moment of the trial is let in nowhere: there is nothing. */
  private static final SignIn NOBODY = new SignIn(Map::of, _ -> {}, System::nanoTime);

  @Override
  public List<Refused> unbindable(Collection<Listener> listeners) {
    return proxy.tryToBind(listeners).stream()
        .map(failed -> new Refused(failed.listener(), failed.address().toString(), failed.reason()))
        .toList();
  }

  /** As the admin listener itself does, which may be missing at its default address. */
  @Override
  public String unbindable(Admin before, Admin after) {
    if (!(after instanceof Admin.On(BindAddress bind, var _))
        || (before instanceof Admin.On(BindAddress held, var _) && held.equals(bind))
        || (AdminListener.DEFAULT instanceof Admin.On(BindAddress usual, var _)
            && usual.equals(bind))) {
      return "";
    }
    try {
      AdminServer.start(bind, new Operations(List.of()), NOBODY).close();
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public List<Refused> unwritable(Collection<Listener> listeners) {
    List<Refused> refused = new ArrayList<>();
    for (Listener listener : listeners) {
      String reason = AccessLogs.obstacle(listener.accessLog());
      if (!reason.isEmpty() && listener.accessLog() instanceof AccessLog.ToFile(String path)) {
        refused.add(new Refused(listener.name(), path, reason));
      }
    }
    return refused;
  }

  @Override
  public Set<String> unresolvable(Set<String> names) throws InterruptedException {
    BlockingQueue<Found> answers = new LinkedBlockingQueue<>(); // at most one per name
    for (String name : names) {
      proxy.resolve(name, addresses -> answers.add(new Found(name, !addresses.isEmpty())));
    }
    Set<String> missing = new LinkedHashSet<>(names);
    for (int i = 0; i < names.size(); i++) {
      Found answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        break;
      }
      if (answer.hasAddress()) {
        missing.remove(answer.name());
      }
    }
    return missing;
  }

  private record Found(String name, boolean hasAddress) {}
}
