package io.evenkeel.control.status;

import com.fasterxml.jackson.annotation.JsonValue;

/** The one-word answer to "how is it?", best first. */
public enum Verdict {
  OK("ok"),
  /** Requests are served, but one more fault, or a closer look, would show otherwise. */
  AT_RISK("at-risk"),
  /** At least one pool cannot serve. */
  DOWN("down");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** As written in JSON and on the terminal. */
  @JsonValue
  public String text() {
    return text;
  }
}
