package io.evenkeel.core.change;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The identity of a plan: what an approval binds to.
 *
 * <p>SHA-256 over a canonical form: each field as its length in bytes of UTF-8, a colon, the bytes
 * and a comma, so that no two lists of fields read the same. The fields are {@code
 * evenkeel-plan-1}, base, hash of the target, author, reason, the number of changes and of each
 * path, before and after, the number of findings and of each code, severity and path.
 *
 * <p>Messages, evidence, facts and time are left out: they have measured times in them, and a plan
 * that is made again of the same proposal with the same findings <em>is</em> the same plan and
 * keeps its approvals. As soon as a finding comes or goes it is another one.
 */
final class PlanId {
  private static final int HEX_DIGITS = 16;

  private final MessageDigest digest;

  private PlanId(MessageDigest digest) {
    this.digest = digest;
  }

  static String of(PlanInput input, List<Change> changes, List<Finding> findings) {
    PlanId id = new PlanId(sha256());
    id.add("evenkeel-plan-1");
    id.add(Long.toString(input.base()));
    id.add(input.targetHash());
    id.add(input.author());
    id.add(input.reason());
    id.add(Integer.toString(changes.size()));
    for (Change change : changes) {
      id.add(change.path());
      id.add(change.before());
      id.add(change.after());
    }
    id.add(Integer.toString(findings.size()));
    for (Finding finding : findings) {
      id.add(finding.code());
      id.add(finding.severity().word());
      id.add(finding.path());
    }
    return HexFormat.of().formatHex(id.digest.digest()).substring(0, HEX_DIGITS);
  }

  private void add(String field) {
    byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
    digest.update((byte) ',');
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
