package io.evenkeel.control.admin;

import tools.jackson.databind.json.JsonMapper;

/** Values as pages of JSON. */
final class Pages {
  private Pages() {}

  /** Of maps, lists, texts, numbers and records of them. */
  static Page json(Object value) {
    return Page.json(JsonMapper.shared().writeValueAsString(value));
  }
}
