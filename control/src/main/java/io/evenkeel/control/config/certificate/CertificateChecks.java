package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.certificate.Answer.Found;
import io.evenkeel.control.config.certificate.Answer.Refused;
import io.evenkeel.control.config.document.Fence;
import io.evenkeel.control.config.schema.TlsFiles;
import io.evenkeel.control.config.schema.TlsFiles.Asked;
import io.evenkeel.control.config.schema.TlsFiles.NamedFile;
import io.evenkeel.control.config.schema.TlsFiles.Pair;
import io.evenkeel.core.model.HostPattern;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the files of all {@code tls} sections; findings go to where the files are named. */
public final class CertificateChecks {
  private final NamedFiles files;
  private final Instant now;

  private CertificateChecks(Fence fence, Instant now) {
    this.files = new NamedFiles(fence);
    this.now = now;
  }

  /**
   * Adds the findings about {@code sections}; none when no file may be looked at.
   *
   * @param fence where the files may lie
   * @param clock says what has expired
   */
  public static void report(List<TlsFiles> sections, Fence fence, InstantSource clock) {
    if (!sections.isEmpty() && !fence.isClosed()) {
      CertificateChecks checks = new CertificateChecks(fence, clock.instant());
      sections.forEach(checks::judge);
    }
  }

  private void judge(TlsFiles section) {
    List<Certificate> own = new ArrayList<>();
    boolean complete = !section.pairs().isEmpty();
    for (Pair pair : section.pairs()) {
      Chain chain = pair.chain() == null ? null : chain(pair.chain());
      if (pair.key() != null) {
        judgeKey(pair.key(), chain);
      }
      if (chain == null) {
        complete = false;
      } else {
        own.add(chain.first());
      }
    }
    section.authorities().forEach(this::certificates);
    if (complete) {
      // With a certificate that cannot be read, nobody knows what is covered.
      judgeHosts(section.hosts(), new HostRule(own));
    }
  }

  private @Nullable Chain chain(NamedFile file) {
    Chain chain = certificates(file);
    if (chain != null) {
      report(ChainRule.judge(chain), file);
    }
    return chain;
  }

  private @Nullable Chain certificates(NamedFile file) {
    OpenedFile opened = found(files.open(file), file);
    Chain chain = opened == null ? null : found(opened.chain(), file);
    if (chain != null) {
      DateRule.judge(chain, now).forEach(complaint -> complaint.at(file));
    }
    return chain;
  }

  private void judgeKey(NamedFile file, @Nullable Chain chain) {
    OpenedFile opened = found(files.open(file), file);
    PublicIdentity key = opened == null ? null : found(opened.key(), file);
    if (opened == null || key == null) {
      return;
    }
    report(opened.openToAll(), file);
    if (chain != null) {
      report(KeyRule.judge(key, chain), file);
    }
  }

  /** Each host once, where it stands first: many routes have the same. */
  private static void judgeHosts(List<Asked> hosts, HostRule rule) {
    Set<HostPattern> seen = new HashSet<>();
    for (Asked asked : hosts) {
      Complaint complaint = seen.add(asked.host()) ? rule.judge(asked.host()) : null;
      if (complaint != null) {
        complaint.at(asked.scope(), asked.place());
      }
    }
  }

  private static <T> @Nullable T found(Answer<T> answer, NamedFile file) {
    return switch (answer) {
      case Found<T>(T value) -> value;
      case Refused<T>(Complaint complaint) -> {
        complaint.at(file);
        yield null;
      }
    };
  }

  private static void report(@Nullable Complaint complaint, NamedFile file) {
    if (complaint != null) {
      complaint.at(file);
    }
  }
}
