package io.evenkeel.core.health;

/**
 * How many of the servers that serve a pool may be away by traffic's verdict at once.
 *
 * <p>The smallest of three numbers: {@code max-ejected} of all, rounded down, but one of two or
 * more; what leaves {@code min-healthy} of all; all healthy ones but the last. In small pools, with
 * 33 % and 50 %:
 *
 * <table>
 * <caption>Examples</caption>
 * <tr><th>servers<th>healthy by their checks<th>may be away
 * <tr><td>1<td>1<td>0: the last one
 * <tr><td>2<td>2<td>1
 * <tr><td>2<td>1<td>0: the last one
 * <tr><td>3<td>3<td>1
 * <tr><td>3<td>2<td>0: two of three are the floor
 * <tr><td>10<td>10<td>3
 * <tr><td>10<td>6<td>1
 * </table>
 *
 * <p>A server that its checks call unhealthy takes no part: it is no candidate anyway, so that
 * whether it is ejected as well takes nothing away from anybody.
 */
public final class EjectionLimit {
  private EjectionLimit() {}

  /**
   * The number.
   *
   * @param all servers that serve, whatever their health
   * @param healthy of them by their checks, ejected or not
   * @param minHealthy fraction of 0 to 1
   * @param maxEjected fraction of 0 to 1
   */
  public static int most(int all, int healthy, double minHealthy, double maxEjected) {
    int byShare = Math.max((int) Math.floor(maxEjected * all), all >= 2 ? 1 : 0);
    int floor = Math.max(1, (int) Math.ceil(minHealthy * all));
    return Math.max(0, Math.min(byShare, healthy - floor));
  }
}
