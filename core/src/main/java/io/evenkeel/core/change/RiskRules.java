package io.evenkeel.core.change;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much a change may break, and what may become of it. Both follow from the findings alone, so
 * that whoever has to approve a plan finds the reason in it.
 *
 * <table>
 *   <caption>Risk and verdict</caption>
 *   <tr><th>worst finding</th><th>risk</th><th>verdict</th></tr>
 *   <tr><td>none</td><td>low</td><td>safe</td></tr>
 *   <tr><td>a warning: it works, but somebody should look</td>
 *     <td>medium</td><td>needs approval</td></tr>
 *   <tr><td>a warning that removes a safeguard (approvals, users, policy, a check, protection by
 *     traffic, headroom), a way in (listener, admin), or moves traffic as a whole (routes, replaced servers)</td>
 *     <td>high</td><td>needs approval</td></tr>
 *   <tr><td>an error</td><td>high</td><td>refused</td></tr>
 * </table>
 */
public final class RiskRules {
  /** Warnings of things that one cannot do without, or that concern all traffic at once. */
  private static final Set<PlanCode> HIGH =
      EnumSet.of(
          PlanCode.APPROVALS_LOWERED,
          PlanCode.USERS_EDITED,
          PlanCode.POLICY_RELAXED,
          PlanCode.ADMIN_MOVED,
          PlanCode.STATE_MOVED,
          PlanCode.SERVERS_REPLACED,
          PlanCode.LAST_SERVER,
          PlanCode.CHECK_REMOVED,
          PlanCode.PROTECTION_OFF,
          PlanCode.ROUTE_MOVED,
          PlanCode.ROUTE_REMOVED,
          PlanCode.POOL_UNROUTED,
          PlanCode.LISTENER_REMOVED,
          PlanCode.LISTENER_MOVED,
          PlanCode.NO_HEADROOM);

  private static final Map<String, PlanCode> BY_ID =
      Arrays.stream(PlanCode.values())
          .collect(Collectors.toUnmodifiableMap(PlanCode::id, Function.identity()));

  private RiskRules() {}

  /** By the table above. */
  public static Risk risk(List<Finding> findings) {
    if (findings.isEmpty()) {
      return Risk.LOW;
    }
    boolean high =
        findings.stream()
            .anyMatch(finding -> finding.isError() || isHigh(BY_ID.get(finding.code())));
    return high ? Risk.HIGH : Risk.MEDIUM;
  }

  /** By the table above. */
  public static Verdict verdict(List<Finding> findings) {
    if (findings.stream().anyMatch(Finding::isError)) {
      return Verdict.REFUSED;
    }
    return findings.isEmpty() ? Verdict.SAFE : Verdict.NEEDS_APPROVAL;
  }

  private static boolean isHigh(@Nullable PlanCode code) {
    return code != null && HIGH.contains(code);
  }
}
