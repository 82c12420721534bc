package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.safe;
import static io.evenkeel.app.scenario.changes.Edit.append;
import static io.evenkeel.app.scenario.changes.Edit.extend;
import static io.evenkeel.app.scenario.changes.Edit.in;
import static io.evenkeel.app.scenario.changes.Edit.without;

import java.util.List;

/** Servers that come, go one at a time, and are described otherwise. */
final class GoodServers {
  static final List<Case> CASES =
      List.of(
          safe("one more", extend("api", "      api-5: \"<spare-1>\"\n")),
          safe(
              "two more",
              extend("shop", "      shop-4: \"<spare-1>\"\n      shop-5: \"<spare-2>\"\n")),
          safe("one of four is removed", without("api", "api-4")),
          safe("one of four is drained by weight", keyed("api-4", "weight: 0")),
          safe("one is replaced by one that answers", in("api", "<api-4>", "<spare-1>")),
          doubtful(
              "two of three are replaced by others that answer",
              "EK3014",
              in("office", "<office-1>", "<spare-1>").and(in("office", "<office-2>", "<spare-2>"))),
          safe("one gets more by weight", keyed("api-1", "weight: 2")),
          safe(
              "all get the same other weight",
              in("slow", "<slow-1>\", weight: 1", "<slow-1>\", weight: 10")
                  .and(in("slow", "<slow-2>\", weight: 1", "<slow-2>\", weight: 10"))),
          safe("one is for later by priority", keyed("api-4", "priority: 1")),
          safe(
              "a backup",
              extend("office", "      office-4: { address: \"<spare-1>\", backup: true }\n")),
          safe("a limit of its own", keyed("api-1", "max-requests: 100")),
          safe("another name", in("api", "api-1: ", "api-one: ")),
          safe("zones", keyed("api-1", "zone: a").and(keyed("api-2", "zone: b"))),
          safe("a zone of this node", append("zone: a\n")),
          safe(
              "a pool for later",
              append("  later:\n    health: /health\n    servers: { later-1: \"<spare-1>\" }\n")),
          doubtful(
              "a pool for later that is not there yet",
              "EK3105",
              append("  later:\n    servers: { later-1: \"<dead>\" }\n")));

  private GoodServers() {}

  private static Edit keyed(String server, String more) {
    String address = "\"<" + server + ">\"";
    return in(
        "api", server + ": " + address, server + ": { address: " + address + ", " + more + " }");
  }
}
