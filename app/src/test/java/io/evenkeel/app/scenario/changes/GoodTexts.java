package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.nothing;
import static io.evenkeel.app.scenario.changes.Edit.append;
import static io.evenkeel.app.scenario.changes.Edit.in;
import static io.evenkeel.app.scenario.changes.Edit.swap;

import java.util.List;

/** Other texts that say the same. */
final class GoodTexts {
  static final List<Case> CASES =
      List.of(
          nothing("the same text", text -> text),
          nothing(
              "comments",
              swap("pools:\n", "# all of them\npools: # by name\n").and(append("# end\n"))),
          nothing("line ends of Windows", text -> text.replace("\n", "\r\n")),
          nothing("a mark of the document's begin", text -> "---\n" + text),
          nothing(
              "blocks instead of braces",
              in(
                  "slow",
                  "limits: { requests-per-server: 64, queue: 64 }",
                  "limits:\n      requests-per-server: 64\n\n      queue: 64")),
          nothing(
              "keys in another order",
              in(
                  "slow",
                  "requests-per-server: 64, queue: 64",
                  "queue: 64, requests-per-server: 64")),
          nothing("pools in another order", GoodTexts::officeFirst),
          nothing(
              "servers in another order",
              in("office", "      office-1: \"<office-1>\"\n", "")
                  .and(append("      office-1: \"<office-1>\"\n"))),
          nothing(
              "defaults written down",
              in(
                  "slow",
                  "balance: least-connections\n",
                  "balance: least-connections\n    retries: { attempts: 2 }\n    slow-start: 30s\n")),
          nothing("another unit", in("slow", "response: 2s", "response: 2000ms")),
          nothing(
              "a variable with a default",
              in("slow", "response: 2s", "response: \"${NO_SUCH_VARIABLE:-2s}\"")),
          nothing("other quotes", in("office", "round-robin", "'round-robin'")),
          nothing(
              "the long form of servers",
              in("office", "office-1: \"<office-1>\"", "office-1: { address: \"<office-1>\" }")),
          nothing("a pool in an included file", GoodTexts::officeIncluded));

  private GoodTexts() {}

  private static String office(String text) {
    return text.substring(text.indexOf("  office:"));
  }

  private static String officeFirst(String text) {
    String office = office(text);
    return text.replace(office, "").replace("pools:\n", "pools:\n" + office);
  }

  private static String officeIncluded(String text) {
    return text.replace(office(text), "include: office.yaml\n");
  }
}
