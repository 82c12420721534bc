package io.evenkeel.app.scenario.changes;

import static io.evenkeel.app.scenario.changes.Case.doubtful;
import static io.evenkeel.app.scenario.changes.Case.invalid;
import static io.evenkeel.app.scenario.changes.Case.refused;
import static io.evenkeel.app.scenario.changes.Edit.extend;
import static io.evenkeel.app.scenario.changes.Edit.in;
import static io.evenkeel.app.scenario.changes.Edit.without;

import java.util.List;

/** Servers that would be lost, or that are none. */
final class BadServers {
  private static final Edit THREE_OF_API =
      without("api", "api-2").and(without("api", "api-3")).and(without("api", "api-4"));

  static final List<Case> CASES =
      List.of(
          refused("three of four are removed", "EK3012", THREE_OF_API),
          invalid(
              "all are removed",
              "EK1401",
              THREE_OF_API.and(in("api", "servers:\n      api-1: \"<api-1>\"", "servers: {}"))),
          refused(
              "three of four are drained by weight",
              "EK3012",
              weight("api-2", 0).and(weight("api-3", 0)).and(weight("api-4", 0))),
          invalid(
              "all are drained by weight",
              "EK1403",
              slowWeight("slow-1", "0").and(slowWeight("slow-2", "0"))),
          doubtful("one of two is drained", "EK3015", slowWeight("slow-1", "0")),
          doubtful("one of two is removed", "EK3015", without("slow", "slow-2")),
          doubtful("one of three is removed", "EK3202", without("shop", "shop-3")),
          refused(
              "all but one become backup",
              "EK3012",
              backup("api-2").and(backup("api-3")).and(backup("api-4"))),
          doubtful("one gets nearly all by weight", "EK3017", weight("api-1", 100)),
          refused(
              "one gets all by priority", "EK3201", priority("office-2").and(priority("office-3"))),
          refused("one is replaced by none", "EK3106", in("api", "<api-4>", "<dead>")),
          refused(
              "one is replaced by one that does not speak HTTP",
              "EK3106",
              in("api", "<api-4>", "<smtp>")),
          refused(
              "one is replaced by one that says nothing", "EK3106", in("api", "<api-4>", "<mute>")),
          refused(
              "two of three are replaced by none",
              "EK3012",
              in("office", "<office-2>", "<dead>").and(in("office", "<office-3>", "<dead-2>"))),
          doubtful(
              "a new one does not answer", "EK3105", extend("api", "      api-5: \"<dead>\"\n")),
          refused(
              "the new ones make it unhealthy",
              "EK3102",
              extend(
                  "slow",
                  "      slow-3: \"<dead>\"\n      slow-4: \"<dead-2>\"\n      slow-5: \"<smtp>\"\n")),
          refused(
              "the servers of another pool",
              "EK3013",
              in("office", "<office-1>", "<shop-1>")
                  .and(in("office", "<office-2>", "<shop-2>"))
                  .and(in("office", "<office-3>", "<shop-3>"))),
          refused(
              "two pools are swapped",
              "EK3013",
              in("office", "<office-1>", "<shop-1>")
                  .and(in("office", "<office-2>", "<shop-2>"))
                  .and(in("office", "<office-3>", "<shop-3>"))
                  .and(in("shop", "<shop-1>", "<office-1>"))
                  .and(in("shop", "<shop-2>", "<office-2>"))
                  .and(in("shop", "<shop-3>", "<office-3>"))),
          refused(
              "more than half of everything",
              "EK3003",
              THREE_OF_API
                  .and(without("shop", "shop-2:"))
                  .and(without("shop", "shop-3:"))
                  .and(without("office", "office-2"))
                  .and(without("office", "office-3"))),
          refused(
              "more than half, and the limit is raised with it",
              "EK3003",
              Edit.swap("approvals: 1\n", "approvals: 1\n  max-servers: 100%\n")
                  .and(THREE_OF_API)
                  .and(without("shop", "shop-2:"))
                  .and(without("shop", "shop-3:"))
                  .and(without("office", "office-2"))
                  .and(without("office", "office-3"))),
          refused(
              "a name nobody knows",
              "EK3122",
              extend("office", "      office-4: \"no-such-name.invalid:80\"\n")),
          invalid("an address without a port", "EK1207", in("api", "<api-4>", "127.0.0.1")),
          invalid("a port beyond all ports", "EK1207", in("api", "<api-4>", "127.0.0.1:70000")),
          invalid("an address as URL", "EK1207", in("api", "<api-4>", "http://<api-4>/")),
          invalid("the same address twice", "EK1402", in("api", "<api-4>", "<api-3>")),
          invalid("the same name twice", "EK1005", extend("api", "      api-4: \"<spare-1>\"\n")),
          invalid("a weight below nothing", "EK1201", slowWeight("slow-1", "-1")),
          invalid(
              "a list instead of names",
              "EK1102",
              in(
                  "office",
                  "servers:\n      office-1: \"<office-1>\"\n      office-2: \"<office-2>\"\n      office-3: \"<office-3>\"",
                  "servers: [ \"<office-1>\" ]")));

  private BadServers() {}

  private static Edit weight(String server, int weight) {
    return keyed("api", server, "weight: " + weight);
  }

  private static Edit backup(String server) {
    return keyed("api", server, "backup: true");
  }

  private static Edit priority(String server) {
    return keyed("office", server, "priority: 1");
  }

  private static Edit keyed(String pool, String server, String more) {
    String address = "\"<" + server + ">\"";
    return in(
        pool, server + ": " + address, server + ": { address: " + address + ", " + more + " }");
  }

  private static Edit slowWeight(String server, String weight) {
    return in("slow", "<" + server + ">\", weight: 1", "<" + server + ">\", weight: " + weight);
  }
}
