package io.evenkeel.control.trial;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Listener;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** A machine on which nothing is in the way of a change: every port free, every file writable. */
public final class FreeMachine implements DryRun {
  @Override
  public List<Refused> unbindable(Collection<Listener> listeners) {
    return List.of();
  }

  @Override
  public String unbindable(Admin before, Admin after) {
    return "";
  }

  @Override
  public List<Refused> unwritable(Collection<Listener> listeners) {
    return List.of();
  }

  @Override
  public Set<String> unresolvable(Set<String> names) {
    return Set.of();
  }
}
