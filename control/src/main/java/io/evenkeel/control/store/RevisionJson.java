package io.evenkeel.control.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A revision's {@code revision.json}: all but the texts, which lie beside it as they were. */
final class RevisionJson {
  private RevisionJson() {}

  static Map<String, Object> of(StoredRevision stored) {
    Revision revision = stored.head();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", revision.number());
    json.put("at", revision.at().toString());
    json.put("author", revision.author());
    json.put("reason", revision.reason());
    json.put("plan", revision.plan());
    json.put("approvedBy", revision.approvedBy());
    json.put("outcome", Fields.word(revision.outcome()));
    json.put("why", revision.why());
    json.put("hash", revision.hash());
    json.put("files", stored.texts().stream().map(RevisionJson::text).toList());
    return json;
  }

  static StoredRevision read(Fields json) {
    Revision head =
        new Revision(
            json.number("number"),
            json.instant("at"),
            json.text("author"),
            json.text("reason"),
            json.text("plan"),
            json.texts("approvedBy"),
            json.word("outcome", Revision.Outcome.class),
            json.text("why"),
            json.text("hash"),
            List.of());
    return new StoredRevision(
        head,
        json.list(
            "files",
            f -> new StoredRevision.Text(f.text("name"), f.text("stored"), f.text("sha256"))));
  }

  private static Map<String, Object> text(StoredRevision.Text text) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", text.name());
    json.put("stored", text.stored());
    json.put("sha256", text.sha256());
    return json;
  }
}
