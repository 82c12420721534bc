package io.evenkeel.core.change;

import static io.evenkeel.core.change.Severity.ERROR;
import static io.evenkeel.core.change.Severity.WARNING;

/**
 * Every kind of finding of a plan. A code is never given a second meaning: scripts and searches
 * rely on it. 300x: policy; 301x and 302x: pools; 303x and 304x: checks; 305x: listeners and
 * routes; 310x: what servers answered; 312x and 313x: what else stands in the way of it here; 32xx:
 * forecast.
 */
public enum PlanCode {
  FROZEN("EK3001", ERROR, "A window of `changes.freeze` is open."),
  FROZEN_BY_HAND("EK3002", ERROR, "An operator forbade changes for now."),
  BLAST_RADIUS(
      "EK3003",
      ERROR,
      "More than `changes.max-servers` of all servers that have traffic would lose it."),
  APPROVALS_LOWERED("EK3004", WARNING, "Changes would need fewer approvals than now."),
  USERS_EDITED("EK3005", WARNING, "Users of the admin API are added, removed or changed."),
  POLICY_RELAXED("EK3006", WARNING, "A safeguard of `changes` is weakened."),
  NEVER_APPROVABLE(
      "EK3007", ERROR, "More approvals would be asked for than there are users to give them."),
  ADMIN_MOVED("EK3008", WARNING, "The admin listener moves or goes."),
  STATE_MOVED("EK3009", WARNING, "Revisions, plans and audit would begin anew elsewhere."),
  CANARY_LOST(
      "EK3010",
      WARNING,
      "A change that cannot be tried on a share of the clients takes along some that could."),

  POOL_EMPTIED("EK3011", ERROR, "No server of a pool would take traffic any more."),
  POOL_LOSES_SERVERS(
      "EK3012", ERROR, "More than half of a pool's servers would take no traffic any more."),
  SERVERS_SWAPPED("EK3013", ERROR, "A pool gets the servers of another one instead of its own."),
  SERVERS_REPLACED(
      "EK3014", WARNING, "More than half of a pool's servers are replaced; the new ones answer."),
  LAST_SERVER("EK3015", WARNING, "Only one server of a pool is left to take traffic."),
  GUARD_LOWERED("EK3016", WARNING, "A pool's guard against mass failure is weakened."),
  WEIGHT_SKEW(
      "EK3017", WARNING, "By weights or priorities one server gets most of the pool's traffic."),
  LIMITS_LOWERED(
      "EK3018", WARNING, "Limits are more than halved, and no traffic was seen to judge it by."),
  TIMEOUT_UNPROVEN(
      "EK3019", WARNING, "A timeout is more than halved, and no traffic was seen to judge it by."),
  TIMEOUT_TOO_SHORT("EK3020", ERROR, "A timeout that a garbage collection or a lost packet ends."),
  HASH_CONCENTRATES(
      "EK3021", WARNING, "Requests would be spread by a value that many of them may share."),
  HASH_CONSTANT("EK3022", ERROR, "Requests would be spread by a value that all of them share."),
  STICKY_ON("EK3023", WARNING, "Clients would stay with their server, whatever its load."),
  BALANCE_UNPROVEN(
      "EK3024", WARNING, "The balancer changes, and no traffic was seen to forecast it with."),
  PROTECTION_OFF(
      "EK3025",
      WARNING,
      "Outlier detection, the circuit breaker or the adaptive limit of a pool is switched off."),
  PROTECTION_JUMPY(
      "EK3026", WARNING, "A single failed request, or a few, could take a server out."),
  RETRIES_RAISED(
      "EK3027",
      WARNING,
      "Retries could multiply the load of servers in trouble: a budget above 50%, or more than"
          + " three attempts."),
  RETRIES_UNSAFE(
      "EK3028", WARNING, "Requests could be sent again that change something every time."),

  CHECK_REMOVED("EK3031", WARNING, "A health check is removed."),
  CHECK_NEVER_FAILS("EK3032", ERROR, "A check would accept every answer of a broken server."),
  CHECK_LOOSENED("EK3033", WARNING, "A check would accept answers that it refuses now."),
  CHECK_PATH_TYPO("EK3034", WARNING, "The path of a check looks like the current one mistyped."),
  CHECK_ELSEWHERE("EK3035", WARNING, "A check would ask another port than the one with traffic."),
  CHECK_QUESTION("EK3036", WARNING, "A check asks or expects something else than before."),
  CHECK_TIMEOUT_IMPOSSIBLE("EK3037", ERROR, "A check leaves no time for any answer."),
  CHECK_TIMEOUT_AT_INTERVAL("EK3038", WARNING, "A slow check would end when the next one begins."),
  CHECK_JUMPY("EK3039", WARNING, "A single failed probe would take a server out within seconds."),
  CHECK_SLUGGISH("EK3040", WARNING, "A server would be taken out, or back in, after minutes only."),
  CHECK_NEVER_DECIDES("EK3041", ERROR, "A check would take longer than an hour to decide."),
  CHECK_FLOOD("EK3042", WARNING, "A check would ask more than ten times a second."),

  ROUTE_SHADOWED("EK3051", ERROR, "A route that has traffic would never be reached any more."),
  ROUTE_NEVER_REACHED("EK3052", WARNING, "A new route is never reached."),
  ROUTE_MOVED("EK3053", WARNING, "Requests of a route would go somewhere else."),
  ROUTE_REMOVED("EK3054", WARNING, "A route is removed, and another one does not do the same."),
  POOL_UNROUTED("EK3055", WARNING, "No route would lead to a pool any more."),
  TRAFFIC_UNANSWERED(
      "EK3056", ERROR, "Requests that are served now would reach no listener, or no route."),
  LISTENER_REMOVED("EK3057", WARNING, "A listener is removed."),
  LISTENER_MOVED("EK3058", WARNING, "A listener gives up an address that clients may use."),
  LISTENER_LIMITED("EK3059", WARNING, "A listener would take much less from its clients."),
  TRUST_CHANGED("EK3060", WARNING, "Other networks are believed to say who the client is."),
  ROUTE_LIMITED("EK3061", WARNING, "A route would take fewer requests in a time than now."),

  NEW_CHECK_FAILS("EK3101", ERROR, "A changed check fails on servers that are healthy now."),
  BELOW_MIN_HEALTHY("EK3102", ERROR, "A pool would fall below its `min-healthy`."),
  CHECK_FLAKY("EK3103", WARNING, "A changed check succeeded on a server in some rounds only."),
  CHECK_SLOW(
      "EK3104", WARNING, "A changed check needed more than half of its timeout for an answer."),
  NEW_SERVER_DOWN("EK3105", WARNING, "A new server does not answer."),
  REPLACEMENT_DOWN("EK3106", ERROR, "A server is replaced by one that does not answer."),
  TRAFFIC_TO_DEAD_POOL(
      "EK3107", ERROR, "Requests that are served now would go to a pool that does not answer."),
  CHECK_REVIVES("EK3108", WARNING, "A changed check succeeds where the current one fails."),
  NOT_TRIED("EK3109", WARNING, "A changed check or a new server was not tried."),

  BIND_REFUSED("EK3120", ERROR, "An address that is listened on cannot be had."),
  FOLDER_UNUSABLE("EK3121", ERROR, "The folder for `state` cannot be used."),
  NAME_UNKNOWN("EK3122", ERROR, "The name of a new server has no address."),
  LOG_UNWRITABLE("EK3123", ERROR, "An access log cannot be written."),
  NOT_COMPILED("EK3124", ERROR, "The configuration cannot be made ready to serve."),
  CHECKS_UNANSWERED(
      "EK3125", WARNING, "The changed checks of some servers could not be asked in time."),
  SECRET_UNREADABLE("EK3126", ERROR, "The file with a secret cannot be used."),

  SHARE_ABOVE(
      "EK3201",
      ERROR,
      "One server would get more than `rollback-on.share-above`, and more than twice its fair"
          + " share."),
  NO_HEADROOM("EK3202", WARNING, "The loss of one server could not be carried any more."),
  CUT_OFF(
      "EK3203", ERROR, "The timeouts would end more requests than `rollback-on.error-rate` takes."),
  CUT_OFF_FEW("EK3204", WARNING, "The timeouts would end some of the requests that succeed now."),
  LIMIT_BELOW_PEAK(
      "EK3205",
      ERROR,
      "At its peak the traffic exceeds the limits and the queue, or so many requests would find no"
          + " room that `rollback-on.error-rate` would undo the change."),
  QUEUE_AT_PEAK("EK3206", WARNING, "At its peak the traffic would have to queue."),
  PEAK_RISES("EK3207", WARNING, "A server would get twice as many requests at once as any now.");

  private final String id;
  private final Severity severity;
  private final String doc;

  PlanCode(String id, Severity severity, String doc) {
    this.id = id;
    this.severity = severity;
    this.doc = doc;
  }

  /** The stable name, such as {@code EK3101}. */
  public String id() {
    return id;
  }

  /** Error or warning, always the same for one kind. */
  public Severity severity() {
    return severity;
  }

  /** One or two sentences of Markdown. */
  public String doc() {
    return doc;
  }
}
