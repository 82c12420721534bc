package io.evenkeel.control.trial;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.Listener;
import io.evenkeel.core.model.ListenerName;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What the data plane can try for real and undo at once, with the very code that a change runs
 * later. Blocks; any thread but event loops and the control loop.
 */
public interface DryRun {
  /**
   * Something a listener asks for and cannot have.
   *
   * @param subject as the configuration writes it: {@code 127.0.0.1:80}, {@code access.jsonl}
   * @param reason for the operator: {@code address already in use}
   */
  record Refused(ListenerName listener, String subject, String reason) {}

  /**
   * Binds the addresses that are not bound yet and releases them; those that could not be bound.
   */
  List<Refused> unbindable(Collection<Listener> listeners);

  /**
   * Where the admin listener of {@code after} could not listen, and why: {@code 127.0.0.1:81:
   * address already in use}. Empty: it could, or it need not move.
   */
  String unbindable(Admin before, Admin after);

  /** The access logs that could not be written now. */
  List<Refused> unwritable(Collection<Listener> listeners);

  /** Those of {@code names} that have no address, asked as traffic asks. */
  Set<String> unresolvable(Set<String> names) throws InterruptedException;
}
