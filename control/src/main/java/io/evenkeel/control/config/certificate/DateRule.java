package io.evenkeel.control.config.certificate;

import io.evenkeel.control.config.finding.Code;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Certificates that have expired, are about to, or are not valid yet; each kind said once. */
final class DateRule {
  /** Renewal by robot happens 30 days before the end: fewer than 14 left means it does not. */
  static final Duration NEAR = Duration.ofDays(14);

  private static final int SHOWN = 5;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private DateRule() {}

  static List<Complaint> judge(Chain chain, Instant now) {
    List<String> wrong = new ArrayList<>();
    List<String> near = new ArrayList<>();
    boolean expired = false;
    for (int i = 0; i < chain.certificates().size(); i++) {
      Certificate certificate = chain.certificates().get(i);
      Instant until = certificate.notAfter();
      if (now.isAfter(until)) {
        wrong.add(chain.described(i) + " expired on " + ago(until, now));
        expired = true;
      } else if (now.isBefore(certificate.notBefore())) {
        wrong.add(
            chain.described(i) + " is not valid before " + ahead(certificate.notBefore(), now));
      } else if (until.isBefore(now.plus(NEAR))) {
        near.add(chain.described(i) + " expires on " + ahead(until, now));
      }
    }
    List<Complaint> complaints = new ArrayList<>();
    if (!wrong.isEmpty()) {
      String help =
          expired
              ? "renew it, and put the new one into the file"
              : "wait until then, or correct the clock of this machine";
      complaints.add(complaint(Code.CERTIFICATE_DATES, wrong, help));
    }
    if (!near.isEmpty()) {
      String help = "renew it now; if that should happen by itself, look why it did not";
      complaints.add(complaint(Code.CERTIFICATE_NEAR_EXPIRY, near, help));
    }
    return complaints;
  }

  /** One finding for a file: a bundle of authorities may have a hundred old ones. */
  private static Complaint complaint(Code code, List<String> facts, String help) {
    List<String> others = new ArrayList<>(facts.subList(1, Math.min(facts.size(), SHOWN)));
    if (facts.size() > SHOWN) {
      others.add("and " + (facts.size() - SHOWN) + " more of the file");
    }
    return new Complaint(code, facts.getFirst(), help, others);
  }

  private static String ago(Instant then, Instant now) {
    return DATE.format(then) + ", " + inWords(Duration.between(then, now)) + " ago";
  }

  private static String ahead(Instant then, Instant now) {
    return DATE.format(then) + ", in " + inWords(Duration.between(now, then));
  }

  private static String inWords(Duration time) {
    if (time.toDays() >= 2) {
      return time.toDays() + " days";
    }
    return time.toHours() >= 2 ? time.toHours() + " hours" : time.toMinutes() + " min";
  }
}
