package io.evenkeel.control.config.certificate;

/** What a file holds, or why it is no use. */
sealed interface Answer<T> {
  record Found<T>(T value) implements Answer<T> {}

  record Refused<T>(Complaint complaint) implements Answer<T> {}
}
