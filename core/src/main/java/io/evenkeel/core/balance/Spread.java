package io.evenkeel.core.balance;

import io.evenkeel.core.resilience.SlowStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the traffic of a pool with enough healthy servers is spread over priorities, zones and
 * servers that warm up. Control loop only.
 *
 * <p><b>Priorities.</b> Servers of one number form a group. A group can carry 1.4 times the healthy
 * part of its weight, at most all of the traffic; the lowest number takes what it can, the next
 * what is left. So a group begins to spill when less than 71 % of it is healthy (the
 * over-provisioning factor of Envoy's priority levels). If all groups together cannot carry
 * everything, they share it in proportion to what they can. Servers that are still checking do not
 * count on either side.
 *
 * <p><b>Zones.</b> Within a group the servers of this node's zone take what they can by the same
 * rule, the other zones the rest. A node without a zone, and a group without a server there,
 * ignores zones.
 *
 * <p><b>Slow start</b> scales a server's weight inside its zone and group, and so does the
 * <b>pace</b> of one that answers far more slowly than its peers. Pools whose balancer goes by key
 * have neither: there a server keeps its keys.
 */
final class Spread {
  static final double OVER_PROVISIONING = 1.4;

  private final String zone;
  private final SlowStart slowStart;
  private final boolean keepsPace;

  /**
   * @param byKey whether keys should keep their server
   */
  Spread(String zone, SlowStart slowStart, boolean byKey) {
    this.zone = zone;
    this.slowStart = slowStart;
    this.keepsPace = byKey;
  }

  /** The healthy ones of {@code members} with their shares. */
  List<Candidate> over(List<Member> members, long nowNanos) {
    Map<Integer, List<Member>> groups = new TreeMap<>();
    for (Member member : members) {
      groups.computeIfAbsent(member.config().priority(), _ -> new ArrayList<>()).add(member);
    }
    List<Part> parts = new ArrayList<>();
    double left = 1;
    for (List<Member> group : groups.values()) {
      double load = Math.min(left, capacity(group));
      left -= load;
      addZones(group, load, parts);
    }
    return candidates(parts, nowNanos);
  }

  /** All of {@code members}, by weight alone. */
  List<Candidate> evenly(List<Member> members, long nowNanos) {
    return candidates(List.of(new Part(1, members)), nowNanos);
  }

  private void addZones(List<Member> group, double load, List<Part> parts) {
    List<Member> near = new ArrayList<>();
    List<Member> far = new ArrayList<>();
    for (Member member : group) {
      (member.config().zone().equals(zone) ? near : far).add(member);
    }
    if (zone.isEmpty() || near.isEmpty() || healthyWeight(near) == 0) {
      parts.add(new Part(load, healthy(group)));
      return;
    }
    double nearLoad = healthyWeight(far) == 0 ? 1 : capacity(near);
    parts.add(new Part(load * nearLoad, healthy(near)));
    parts.add(new Part(load * (1 - nearLoad), healthy(far)));
  }

  /** Of 0 to 1. */
  private static double capacity(List<Member> members) {
    double healthy = healthyWeight(members);
    double unhealthy = 0;
    for (Member member : members) {
      unhealthy += member.isUnhealthy() ? member.config().weight() : 0;
    }
    return healthy == 0 ? 0 : Math.min(1, OVER_PROVISIONING * healthy / (healthy + unhealthy));
  }

  private static double healthyWeight(List<Member> members) {
    double sum = 0;
    for (Member member : members) {
      sum += member.isHealthy() ? member.config().weight() : 0;
    }
    return sum;
  }

  private static List<Member> healthy(List<Member> members) {
    return members.stream().filter(Member::isHealthy).toList();
  }

  /**
   * Turns loads into weights. One part alone keeps the weights as the operator wrote them: hash
   * tables and sequences are then exact.
   */
  private List<Candidate> candidates(List<Part> parts, long nowNanos) {
    double loads = 0;
    double weights = 0;
    for (Part part : parts) {
      if (part.load > 0) {
        loads += part.load;
        weights += part.weight();
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    for (Part part : parts) {
      if (part.load > 0) {
        addTo(candidates, part, weights * part.load / loads, nowNanos);
      }
    }
    return candidates;
  }

  private void addTo(List<Candidate> candidates, Part part, double partWeight, long nowNanos) {
    double warmest = 0;
    for (Member member : part.members) {
      warmest = Math.max(warmest, factor(member, nowNanos));
    }
    double[] warmed = new double[part.members.size()];
    double sum = 0;
    for (int i = 0; i < warmed.length; i++) {
      Member member = part.members.get(i);
      warmed[i] = member.config().weight() * (factor(member, nowNanos) / warmest);
      sum += warmed[i];
    }
    for (int i = 0; i < warmed.length; i++) {
      Member member = part.members.get(i);
      candidates.add(new Candidate(member.state(), warmed[i] * (partWeight / sum)));
    }
  }

  private double factor(Member member, long nowNanos) {
    double pace = keepsPace ? 1 : member.state().verdict().pace();
    return pace * slowStart.factor(nowNanos - member.state().warmingSinceNanos());
  }

  /** Servers of one priority and side of the zone, and their part of the traffic. */
  private record Part(double load, List<Member> members) {
    double weight() {
      double sum = 0;
      for (Member member : members) {
        sum += member.config().weight();
      }
      return sum;
    }
  }
}
