package io.evenkeel.control.config.schema;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.finding.Code;

/** One scalar while it is parsed: what it is called, and where complaints about it go. */
public record Site(Scope scope, Place place) {
  /** The key it stands at, for messages. */
  public String name() {
    return scope.key();
  }

  /** Adds a finding at the scalar. */
  public void complain(Code code, String message, String help) {
    scope.report(code, place, message, help);
  }
}
