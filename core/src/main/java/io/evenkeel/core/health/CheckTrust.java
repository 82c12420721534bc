package io.evenkeel.core.health;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Cross-examines the checks of a pool with its live traffic, and decides whom to believe.
 *
 * <p>When many servers of a pool begin to fail their checks <i>together</i>, something that they
 * share is wrong: the network, a dependency, the deployment, or the check. Only traffic can tell.
 * Where it succeeds the check is suspected, and the server goes on serving; where it fails the
 * check is right. For a server at a moment the first line that applies wins:
 *
 * <table>
 * <caption>Decision table</caption>
 * <tr><th>checks<th>failing together<th>live traffic since their first failure<th>trusted until now<th>ruling
 * <tr><td>not unhealthy<td>any<td>any<td>any<td>OBEYED: there is nothing to object to
 * <tr><td>unhealthy, never passed<td>any<td>any<td>any<td>OBEYED: nothing says that it ever worked
 * <tr><td>unhealthy<td>any<td>fails<td>any<td>OBEYED: both agree
 * <tr><td>unhealthy<td>any<td>silent<td>any<td>OBEYED: it hangs
 * <tr><td>unhealthy<td>many<td>succeeds<td>any<td>TRUSTED: the check looks wrong
 * <tr><td>unhealthy<td>many<td>too little<td>no<td>OBEYED: without proof the check holds
 * <tr><td>unhealthy<td>many<td>too little<td>yes<td>TRUSTED: nobody asks, nobody is harmed
 * <tr><td>unhealthy<td>few, many a moment ago<td>succeeds or too little<td>yes<td>TRUSTED: the others have just recovered
 * <tr><td>unhealthy<td>few<td>succeeds or too little<td>otherwise<td>OBEYED: its check works for the others
 * </table>
 *
 * <p><b>Many</b>: of the servers that were healthy when this one began to fail, at least half,
 * itself included, and at least two unless there was only one. <b>Together</b>: their first
 * failures lie within an interval and a timeout of its own, the time a check needs to notice
 * anywhere what has happened everywhere. A failure counts from the first, before it turns the
 * verdict: so nobody is lost in the meantime. <b>A moment</b>: twice that time, in which all of
 * them notice that it is over. Servers that were down before, or have never passed, count on
 * neither side.
 *
 * <p><b>Whom this can harm.</b> A server is only ever kept by traffic that itself succeeded, in the
 * last seconds: a dead one never is, however many endpoints an attacker makes fail; one that dies
 * while trusted is out with the first failures that make 5 %. A server that serves some paths and
 * not others is kept only while the failures are few against the traffic <i>before</i>, so that
 * requests sent for the purpose hide nothing (see {@link ServerTrust}). Who can make a check fail
 * on half of the fleet and <i>also</i> make clients be rejected gets the checks obeyed: then the
 * pool's panic policy holds, as it would without all this. Half of a fleet that asks by its
 * readiness to be left alone, but answers well, is trusted too: to take so many away at once is
 * what {@code drain} is for.
 */
public final class CheckTrust {
  private CheckTrust() {}

  /** How close to its like a server fails. */
  enum Company {
    MANY,
    /** Few, but there were many a moment ago. */
    MANY_LATELY,
    FEW
  }

  /**
   * Decides anew who of {@code pool} is trusted. Control loop only; O(n log n) in those that fail.
   */
  public static void judge(Collection<ServerTrust> pool, long nowNanos) {
    List<ServerTrust> failing = pool.stream().filter(ServerTrust::isFailing).toList();
    if (failing.isEmpty()) {
      return;
    }
    long[] ages =
        failing.stream()
            .filter(ServerTrust::hasPassed)
            .mapToLong(server -> server.failingForNanos(nowNanos))
            .sorted()
            .toArray();
    long well = pool.stream().filter(server -> server.hasPassed() && !server.isFailing()).count();
    for (ServerTrust server : failing) {
      if (!server.hasPassed() || !server.isUnhealthy()) {
        server.trust(false);
        continue;
      }
      Company company = company(server, ages, well, nowNanos);
      server.trust(isTrusted(company, server.witness(), server.isTrusted()));
    }
  }

  /** The table, for an unhealthy server that has passed. */
  static boolean isTrusted(Company company, Witness witness, boolean until) {
    return switch (witness) {
      case FAILS, SILENT -> false;
      case SUCCEEDS -> company == Company.MANY || (company == Company.MANY_LATELY && until);
      case TOO_LITTLE -> company != Company.FEW && until;
    };
  }

  private static Company company(ServerTrust server, long[] ages, long well, long nowNanos) {
    long together = server.togetherNanos();
    long age = server.failingForNanos(nowNanos);
    int younger = firstAbove(ages, age - together - 1);
    int older = firstAbove(ages, age + together);
    int fell = older - younger;
    long wereHealthy = well + older;
    if (fell >= Math.min(2, wereHealthy) && 2L * fell >= wereHealthy) {
      server.sawMany(nowNanos);
      return Company.MANY;
    }
    return server.aloneForNanos(nowNanos) <= 2 * together ? Company.MANY_LATELY : Company.FEW;
  }

  /** Index of the first of the sorted {@code ages} that is above {@code bound}. */
  private static int firstAbove(long[] ages, long bound) {
    int at = Arrays.binarySearch(ages, bound + 1);
    if (at < 0) {
      return -at - 1;
    }
    while (at > 0 && ages[at - 1] == bound + 1) {
      at--;
    }
    return at;
  }
}
