package io.evenkeel.control.config.finding;

import static io.evenkeel.core.change.Severity.ERROR;
import static io.evenkeel.core.change.Severity.WARNING;

import io.evenkeel.core.change.Severity;

/**
 * Every kind of finding of the configuration reader; {@code docs/reference/findings.md} is made
 * from this. A code is never given a second meaning: scripts and searches rely on it. 10xx: files
 * and YAML; 11xx: keys and types; 12xx: single values; 13xx: listeners, routes and certificates;
 * 14xx: pools.
 */
public enum Code {
  UNREADABLE_FILE("EK1001", ERROR, "A file is missing, is no regular file, or cannot be read."),
  NOT_UTF8("EK1002", ERROR, "A file is not UTF-8 text."),
  NOT_YAML("EK1003", ERROR, "The text is not YAML. The rest of the file is not looked at."),
  TOO_LARGE(
      "EK1004",
      ERROR,
      "A file, a value, the nesting or the number of values is beyond what the reader takes, so"
          + " that no file can exhaust the process."),
  DUPLICATE_KEY("EK1005", ERROR, "A key stands twice in one mapping."),
  YAML_FEATURE(
      "EK1006",
      ERROR,
      "A feature of YAML that has no place in a configuration: tags, several documents in one"
          + " file, keys that are not plain text, merge keys."),
  MERGE_CONFLICT("EK1007", ERROR, "Two files define the same name or the same section."),
  INCLUDED_AGAIN("EK1008", ERROR, "A file is included twice, or includes itself."),
  VARIABLE_UNSET(
      "EK1009", ERROR, "`${NAME}` names an environment variable that is not set; no default."),
  BAD_VARIABLE("EK1010", ERROR, "`${` is not followed by a name and `}`."),
  BAD_INCLUDE("EK1011", ERROR, "A pattern of `include` cannot be used or names no file."),
  TOO_MANY_FINDINGS("EK1099", ERROR, "More findings than are shown; the rest is left out."),

  UNKNOWN_KEY("EK1101", ERROR, "A key that does not exist at this place."),
  WRONG_TYPE(
      "EK1102", ERROR, "A value of the wrong type: a list for a text, a text for a number, ..."),
  MISSING_KEY("EK1103", ERROR, "A key that must be there is not."),
  NOT_AVAILABLE(
      "EK1104",
      ERROR,
      "A key or value that is reserved and checked, but has no effect yet. It is refused rather"
          + " than ignored."),
  NO_SUCH_CHOICE("EK1105", ERROR, "A word that is none of those possible here."),
  WITHOUT_EFFECT("EK1106", ERROR, "A key that has no effect beside the others of its section."),
  EXCLUSIVE_KEYS("EK1107", ERROR, "Keys of which exactly one is needed: none, or several."),

  OUT_OF_RANGE("EK1201", ERROR, "A number outside of its range."),
  BAD_DURATION("EK1202", ERROR, "Not a duration, or one outside of its range."),
  HEALTH_PATH("EK1203", ERROR, "The path of a health check does not begin with `/`."),
  BAD_PATH("EK1204", ERROR, "A path that no request can have, or that cannot be sent."),
  BAD_SIZE("EK1205", ERROR, "Not a size, or one outside of its range."),
  BAD_SHARE("EK1206", ERROR, "Not a share of 0% to 100%."),
  BAD_ADDRESS("EK1207", ERROR, "Not an address `host:port`."),
  BAD_NETWORK("EK1208", ERROR, "Not a block of addresses such as `10.0.0.0/8`."),
  BAD_HOST("EK1209", ERROR, "Not a host name, or a pattern that is not supported."),
  BAD_HEADER_NAME("EK1210", ERROR, "Not the name of a header field, or one that may not be set."),
  BAD_HEADER_VALUE(
      "EK1211", ERROR, "A header value with characters that do not belong into a header."),
  BAD_COOKIE_NAME("EK1212", ERROR, "Not the name of a cookie."),
  BAD_METHOD("EK1213", ERROR, "Not a request method."),
  BAD_STATUS("EK1214", ERROR, "Not a status code, or not a range of them."),
  BAD_REDIRECT("EK1215", ERROR, "A redirect to something that is neither a path nor a URL."),
  BAD_HASH_KEY("EK1216", ERROR, "`hash-on` names nothing that can be hashed."),
  BAD_NAME("EK1217", ERROR, "A name of a listener, pool or server with characters it cannot have."),
  BAD_MEDIA_TYPE("EK1218", ERROR, "Not a media type such as `text/plain`."),
  BAD_TEXT("EK1219", ERROR, "A text that is empty or has characters it cannot have."),
  BAD_FREEZE_WINDOW(
      "EK1220", ERROR, "Not a window of the week such as `Fri 16:00 - Mon 08:00 Europe/Berlin`."),
  BAD_TOKEN_HASH("EK1221", ERROR, "Not the SHA-256 of a token: 64 hexadecimal digits."),

  VERSION("EK1300", ERROR, "`version` is missing or is none that this release reads."),
  NO_LISTENERS("EK1301", ERROR, "There is no listener: nothing would be served."),
  NO_ROUTES("EK1302", ERROR, "A listener has no routes: it would answer 404 to everything."),
  DUPLICATE_BIND("EK1303", ERROR, "Two sockets would be bound to the same address."),
  ROUTE_ACTION("EK1304", ERROR, "A route has none, or several, of its possible actions."),
  UNKNOWN_POOL("EK1305", ERROR, "A route names a pool that does not exist."),
  UNREACHABLE_ROUTE("EK1306", WARNING, "A route that an earlier one leaves nothing to match."),
  SPLIT_WEIGHTS("EK1307", ERROR, "The weights of a split are missing or all zero."),
  ADMIN_EXPOSED("EK1308", ERROR, "The admin listener would be reachable from other machines."),
  NO_USERS("EK1309", ERROR, "`users` is there, but empty: nobody would have to sign in."),
  DUPLICATE_TOKEN("EK1310", ERROR, "Two users have the same token: nobody could tell who acts."),
  TOO_FEW_APPROVERS(
      "EK1311", ERROR, "A change needs more approvals than there are users who may approve."),
  BAD_CERTIFICATE(
      "EK1312", ERROR, "A file that should hold certificates in PEM holds none, or a damaged one."),
  BAD_PRIVATE_KEY(
      "EK1313",
      ERROR,
      "A file that should hold a private key in PEM holds none, a damaged or an encrypted one, or"
          + " one of a kind that is not taken."),
  KEY_MISMATCH("EK1314", ERROR, "A private key belongs to another certificate."),
  CERTIFICATE_DATES(
      "EK1315",
      ERROR,
      "A certificate has expired or is not valid yet, be it the server's, one of its chain or an"
          + " authority's."),
  CERTIFICATE_NEAR_EXPIRY("EK1316", WARNING, "A certificate expires in less than 14 days."),
  CERTIFICATE_CHAIN(
      "EK1317",
      WARNING,
      "A certificate chain is in the wrong order, or a certificate is not signed by the next one."),
  CERTIFICATE_HOST(
      "EK1318", WARNING, "No certificate of a listener covers the host of one of its routes."),
  KEY_READABLE("EK1319", WARNING, "A private key can be read by every user of the machine."),

  EMPTY_POOL("EK1401", ERROR, "A pool has no servers."),
  DUPLICATE_SERVER("EK1402", ERROR, "Two servers of a pool have the same address."),
  NO_WEIGHT("EK1403", ERROR, "All servers of a pool have weight 0: none would get requests."),
  TIMEOUT_ABOVE_INTERVAL("EK1404", ERROR, "A check may take longer than its interval."),
  HASH_WITHOUT_HASHING("EK1405", ERROR, "`hash-on` for a balancer that does not hash."),
  NEVER_REACHED(
      "EK1406", WARNING, "A time that is never reached, since a timeout ends the wait before.");

  private final String id;
  private final Severity severity;
  private final String doc;

  Code(String id, Severity severity, String doc) {
    this.id = id;
    this.severity = severity;
    this.doc = doc;
  }

  /** The stable name, such as {@code EK1203}. */
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
