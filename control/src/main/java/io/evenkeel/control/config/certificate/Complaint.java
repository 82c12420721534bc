package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.schema.Scope;
import io.evenkeel.control.config.schema.TlsFiles.NamedFile;
import java.util.List;

/** What is wrong with a file, without the place that names it. Never has a piece of a key in it. */
record Complaint(Code code, String message, String help, List<String> evidence) {
  Complaint(Code code, String message, String help) {
    this(code, message, help, List.of());
  }

  /** Adds the finding where the file is named. */
  void at(NamedFile file) {
    at(file.scope(), file.place());
  }

  /** Adds the finding at {@code place}. */
  void at(Scope scope, Place place) {
    scope.report(code, place, message, help, evidence);
  }
}
