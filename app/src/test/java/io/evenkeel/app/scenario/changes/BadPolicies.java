package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.invalid;
import static io.evenkeel.app.scenario.changes.Case.refused;
import static io.evenkeel.app.scenario.changes.Edit.append;
import static io.evenkeel.app.scenario.changes.Edit.in;
import static io.evenkeel.app.scenario.changes.Edit.swap;

import java.util.List;

/** Safeguards that would go, and texts that are no configuration. */
final class BadPolicies {
  private static final String USERS =
      """
        users:
          ann: { token-sha256: <ann>, role: operator }
          ben: { token-sha256: <ben>, role: approver }
          eve: { token-sha256: <eve>, role: admin }
      """;

  static final List<Case> SAFEGUARDS =
      List.of(
          doubtful("fewer approvals", "EK3004", swap("approvals: 1", "approvals: 0")),
          invalid("more approvals than approvers", "EK1311", swap("approvals: 1", "approvals: 3")),
          doubtful("no users", "EK3005", swap(USERS, "")),
          invalid("users without anybody", "EK1309", swap(USERS, "  users: {}\n")),
          doubtful("a user gets another role", "EK3005", swap("role: approver", "role: admin")),
          doubtful("a user gets another token", "EK3005", swap("<ben>", "<fay>")),
          invalid("two users with one token", "EK1310", swap("<ben>", "<ann>")),
          invalid("a token instead of its hash", "EK1221", swap("<ben>", "secret")),
          doubtful(
              "a larger blast radius",
              "EK3006",
              swap("approvals: 1\n", "approvals: 1\n  max-servers: 100%\n")),
          doubtful("no shadow", "EK3006", swap("shadow: 1", "shadow: 0")),
          doubtful("no canary", "EK3006", swap("canary: 30%", "canary: 0%")),
          doubtful("no bake", "EK3006", swap("bake: 200ms", "bake: 0s")),
          doubtful(
              "more errors are allowed",
              "EK3006",
              swap("{ p99: x100 }", "{ p99: x100, error-rate: +50% }")),
          doubtful("another admin address", "EK3008", swap("<admin>", "<third>")),
          doubtful(
              "no admin", "EK3008", swap("admin:\n  bind: \"<admin>\"\n" + USERS, "admin: off\n")),
          refused("an admin address that is taken", "EK3120", swap("<admin>", "<mute>")),
          invalid(
              "an admin address for everybody", "EK1308", swap("<admin>", "0.0.0.0:<third-port>")),
          doubtful("another state folder", "EK3009", swap("<folder>/state", "<folder>/other")),
          refused(
              "a state folder that cannot be",
              "EK3121",
              swap("<folder>/state", "<folder>/office.yaml")),
          invalid(
              "a freeze that ends when it begins",
              "EK1220",
              swap(
                  "approvals: 1\n",
                  "approvals: 1\n  freeze: [ \"Fri 16:00 - Fri 16:00 UTC\" ]\n")));

  static final List<Case> TEXTS =
      List.of(
          invalid("nothing", "EK1300", _ -> "# nothing\n"),
          invalid("a tab", "EK1003", in("office", "    balance", "\tbalance")),
          invalid(
              "a brace that is not closed", "EK1003", in("web", "pool: office }", "pool: office")),
          invalid("a wrong indentation", "EK1003", in("office", "    servers:", "     servers:")),
          invalid("an unknown key", "EK1101", in("api", "health:\n", "helth:\n")),
          invalid("a key twice", "EK1005", append("  office: { servers: { a: \"<spare-1>\" } }\n")),
          invalid("another version", "EK1300", swap("version: 1", "version: 2")),
          invalid(
              "a variable that is not set",
              "EK1009",
              in("api", "<api-4>", "${NO_SUCH_VARIABLE}:80")),
          invalid("a brace of a variable", "EK1010", in("api", "<api-4>", "${:80")),
          invalid("a tag", "EK1006", in("office", "round-robin", "!!str round-robin")),
          invalid("two documents", "EK1006", append("---\nversion: 1\n")),
          invalid("an include that is not there", "EK1011", append("include: nowhere.yaml\n")),
          invalid("an include that says the same", "EK1007", append("include: office.yaml\n")),
          invalid(
              "no listeners",
              "EK1301",
              text ->
                  text.substring(0, text.indexOf("listeners:"))
                      + text.substring(text.indexOf("pools:"))));

  private BadPolicies() {}
}
