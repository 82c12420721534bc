package io.evenkeel.core.change;

import io.evenkeel.core.model.Admin;
import io.evenkeel.core.model.ChangePolicy;
import io.evenkeel.core.model.FreezeWindow;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Role;
import io.evenkeel.core.model.RollbackOn;
import io.evenkeel.core.model.RolloutPolicy;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.User;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the policy for changes says. The policy of the <em>base</em> counts: a change cannot bring
 * along its own permission.
 *
 * <p>The blast radius counts servers that are taken away: those that take traffic of a routed pool
 * now (not backup, weight above 0) and would do so in no pool of the target, because they are
 * removed, get another address, weight 0, or become backup. What does not count: changed weights,
 * limits, timeouts and checks, since each of them concerns every server of its pool, so that a
 * limit on them would forbid them all (they are judged by what the servers answer and what the
 * forecast says); routes that lead elsewhere, which the rules of routes judge; a server that was
 * drained before, so that it may be removed.
 */
final class PolicyRules {
  private PolicyRules() {}

  static void judge(Review review) {
    freeze(review);
    blastRadius(review);
    approvals(review);
    if (review.input().base() > 0) {
      users(review);
      safeguards(review);
      admin(review);
    }
  }

  private static void freeze(Review review) {
    PlanInput input = review.input();
    for (FreezeWindow window : review.before().changes().freeze()) {
      if (window.contains(input.now())) {
        review.report(
            PlanCode.FROZEN,
            "changes.freeze",
            "nothing is changed in the freeze " + FileText.of(window),
            List.of("now: " + input.now().atZone(window.zone())),
            "wait for its end; in an emergency: --break-glass --reason \"...\"");
      }
    }
    if (input.frozen()) {
      review.report(
          PlanCode.FROZEN_BY_HAND,
          "",
          "changes are forbidden by an operator",
          "unfreeze first; in an emergency: --break-glass --reason \"...\"");
    }
  }

  private static void blastRadius(Review review) {
    List<Server> all = new ArrayList<>();
    for (PoolName name : review.routedBefore()) {
      Pool pool = review.before().pools().get(name);
      all.addAll(pool == null ? List.of() : PoolPair.takers(pool));
    }
    Set<HostPort> still = new HashSet<>();
    for (Pool pool : review.after().pools().values()) {
      still.addAll(PoolPair.addresses(PoolPair.takers(pool)));
    }
    List<Server> lost = all.stream().filter(server -> !still.contains(server.address())).toList();
    double most = review.before().changes().maxServers();
    if (!lost.isEmpty() && lost.size() > most * all.size() + 1e-9) {
      review.report(
          PlanCode.BLAST_RADIUS,
          "pools",
          lost.size()
              + " of "
              + all.size()
              + " servers would lose their traffic (expected: at most "
              + FileText.share(most)
              + ", changes.max-servers)",
          lost.stream().map(PoolPair::said).toList(),
          "change fewer servers at a time, or raise changes.max-servers in a change of its own");
    }
  }

  private static void approvals(Review review) {
    int before = review.before().changes().approvals();
    int after = review.after().changes().approvals();
    if (after < before) {
      review.report(
          PlanCode.APPROVALS_LOWERED,
          "changes.approvals",
          "changes would need " + after + " instead of " + before + " approvals",
          "this change still needs " + before);
    }
    Map<String, User> users = users(review.after().admin());
    long approvers = users.values().stream().filter(PolicyRules::approves).count();
    if (!users.isEmpty()
        && after > approvers
        && (review.changed("changes.approvals") || review.changed("admin"))) {
      review.report(
          PlanCode.NEVER_APPROVABLE,
          "changes.approvals",
          after + " approvals are asked for, and " + approvers + " users may approve",
          "give more users the role approver, or ask for fewer approvals");
    }
  }

  private static boolean approves(User user) {
    return user.role().includes(Role.APPROVER);
  }

  private static Map<String, User> users(Admin admin) {
    return admin instanceof Admin.On on ? on.users() : Map.of();
  }

  private static void users(Review review) {
    Map<String, User> before = users(review.before().admin());
    Map<String, User> after = users(review.after().admin());
    if (before.equals(after)) {
      return;
    }
    List<String> evidence = new ArrayList<>();
    after.forEach((name, user) -> describe(evidence, name, before.get(name), user));
    before.keySet().stream()
        .filter(name -> !after.containsKey(name))
        .forEach(name -> evidence.add(name + ": removed"));
    if (after.isEmpty()) {
      evidence.add("without users everybody who reaches the admin listener may do everything");
    } else if (after.values().stream().noneMatch(user -> user.role() == Role.ADMIN)) {
      evidence.add("nobody would be admin, so nobody could break the glass");
    }
    review.report(
        PlanCode.USERS_EDITED,
        review.changedPath("admin", "users"),
        "the users of the admin API change",
        evidence,
        "");
  }

  private static void describe(List<String> evidence, String name, @Nullable User was, User user) {
    if (was == null) {
      evidence.add(name + ": new, " + user.role().word());
    } else if (was.role() != user.role()) {
      evidence.add(name + ": " + was.role().word() + " -> " + user.role().word());
    } else if (!was.equals(user)) {
      evidence.add(name + ": another token");
    }
  }

  private static void safeguards(Review review) {
    ChangePolicy before = review.before().changes();
    ChangePolicy after = review.after().changes();
    List<String> weaker = new ArrayList<>();
    if (after.maxServers() > before.maxServers()) {
      weaker.add("max-servers");
    }
    if (!after.freeze().containsAll(before.freeze())) {
      weaker.add("freeze");
    }
    weaker.addAll(weaker(before.rollout(), after.rollout()));
    weaker.addAll(weaker(before.rollbackOn(), after.rollbackOn()));
    for (String key : weaker) {
      Change change = find(review, "changes." + key);
      review.report(
          PlanCode.POLICY_RELAXED,
          change.path(),
          key + " is weakened from " + said(change.before()) + " to " + said(change.after()),
          "");
    }
  }

  private static Change find(Review review, String path) {
    return review.changes().stream()
        .filter(change -> change.path().equals(path))
        .findFirst()
        .orElse(new Change(path, "", ""));
  }

  private static String said(String text) {
    return text.isEmpty() ? "nothing" : text;
  }

  private static List<String> weaker(RolloutPolicy before, RolloutPolicy after) {
    List<String> keys = new ArrayList<>();
    addIf(after.shadow() < before.shadow(), keys, "rollout.shadow");
    addIf(after.canary() == 0 && before.canary() > 0, keys, "rollout.canary");
    addIf(after.canaryFor().compareTo(before.canaryFor()) < 0, keys, "rollout.canary-for");
    addIf(after.bake().compareTo(before.bake()) < 0, keys, "rollout.bake");
    addIf(
        after.confirmWithin().isZero() && !before.confirmWithin().isZero(),
        keys,
        "rollout.confirm-within");
    return keys;
  }

  private static List<String> weaker(RollbackOn before, RollbackOn after) {
    List<String> keys = new ArrayList<>();
    addIf(after.errorRateRise() > before.errorRateRise(), keys, "rollback-on.error-rate");
    addIf(after.p99Factor() > before.p99Factor(), keys, "rollback-on.p99");
    addIf(after.healthyBelow() < before.healthyBelow(), keys, "rollback-on.healthy-below");
    addIf(after.shareAbove() > before.shareAbove(), keys, "rollback-on.share-above");
    return keys;
  }

  private static void addIf(boolean weaker, List<String> keys, String key) {
    if (weaker) {
      keys.add(key);
    }
  }

  private static void admin(Review review) {
    if (review.before().admin() instanceof Admin.On was
        && !(review.after().admin() instanceof Admin.On is && is.bind().equals(was.bind()))) {
      review.report(
          PlanCode.ADMIN_MOVED,
          review.after().admin() instanceof Admin.On ? "admin.bind" : "admin",
          "the admin listener leaves " + was.bind(),
          "whoever applies, confirms or rolls back must know where it is then");
    }
    if (review.changed("state")) {
      review.report(
          PlanCode.STATE_MOVED,
          "state",
          "revisions, plans and audit would be kept in another folder",
          "move the folder while the balancer is stopped");
    }
  }
}
