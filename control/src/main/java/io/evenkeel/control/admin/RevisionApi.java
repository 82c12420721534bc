package io.evenkeel.control.admin;

import io.evenkeel.control.change.ChangeDesk;
import io.evenkeel.control.change.ChangeJson;
import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.store.Revision;
import io.evenkeel.core.model.Role;
import java.util.List;
import java.util.Map;

/** What was served before, and the way back. Any thread. */
public final class RevisionApi {
  private static final String REVISIONS = "/api/v1/revisions";

  private final ChangeDesk desk;

  public RevisionApi(ChangeDesk desk) {
    this.desk = desk;
  }

  /** Its part of the table. */
  public List<Operation> operations() {
    return List.of(
        Operation.read(REVISIONS, _ -> all()),
        Operation.read(REVISIONS + "/{n}", this::one),
        Operation.read(REVISIONS + "/{a}/diff/{b}", this::diff),
        Operation.write(REVISIONS + "/{n}/rollback", Role.OPERATOR, this::rollback),
        Operation.read("/api/v1/drift", _ -> Pages.json(ChangeJson.of(desk.drift()))));
  }

  private Page all() {
    List<Map<String, Object>> revisions =
        desk.revisions().stream().map((Revision r) -> ChangeJson.of(r)).toList();
    return Pages.json(revisions);
  }

  /** The files only for those who may write them: there are hashes of tokens in them. */
  private Page one(Asked asked) throws Unacceptable, ChangeRefused {
    Revision revision = desk.revision(number(asked, "n"));
    Map<String, Object> json = ChangeJson.of(revision);
    if (asked.actor().role().includes(Role.OPERATOR)) {
      json.put("files", ChangeJson.files(revision));
    }
    return Pages.json(json);
  }

  private Page diff(Asked asked) throws Unacceptable, ChangeRefused {
    long from = number(asked, "a");
    long to = number(asked, "b");
    return Pages.json(ChangeJson.diff(from, to, desk.diff(from, to)));
  }

  private Page rollback(Asked asked) throws Unacceptable, ChangeRefused {
    String reason = JsonBody.of(asked.body(), "reason").line("reason");
    return Pages.json(ChangeJson.of(desk.rollback(number(asked, "n"), reason, asked.actor())));
  }

  private static long number(Asked asked, String name) throws Unacceptable {
    String text = asked.parameter(name);
    if (!text.matches("[0-9]{1,18}")) {
      throw new Unacceptable(404, "unknown", "there is no revision " + text + ": they are numbers");
    }
    return Long.parseLong(text);
  }
}
