package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.ReadJson;
import io.evenkeel.core.change.Finding;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** The balancer answered, and the answer is no: a problem document (RFC 9457). */
final class BalancerRefused extends CommandFailure {
  private static final long serialVersionUID = 1L;

  private final transient JsonNode problem;

  private BalancerRefused(int exitCode, String message, JsonNode problem) {
    super(exitCode, message);
    this.problem = problem;
  }

  /**
   * Of an answer with an error status.
   *
   * @param asked method and URL, for a balancer that does not say more
   */
  static BalancerRefused of(String asked, int status, String body) {
    JsonNode problem = parse(body);
    String kind = problem.path("kind").asString("");
    String detail = ReadJson.text(problem, "detail");
    String message = detail.isEmpty() ? asked + " answered " + status : detail;
    return new BalancerRefused(exitCode(kind), message + hint(status, kind), problem);
  }

  /** The document as it came. */
  JsonNode problem() {
    return problem;
  }

  /** What is wrong with a file that does not parse; else empty. */
  List<Finding> findings() {
    return ReadJson.findings(problem.path("findings"));
  }

  /** A kind that scripts need not tell apart is a failure: the message says which. */
  private static int exitCode(String kind) {
    return switch (kind) {
      case "invalid" -> ExitCode.REFUSED;
      case "waiting" -> ExitCode.WAITING;
      case "bad-request" -> ExitCode.USAGE;
      default -> ExitCode.FAILURE;
    };
  }

  private static String hint(int status, String kind) {
    return switch (status) {
      case 401 -> "\n  say who you are: --token-file FILE, or EVENKEEL_TOKEN in the environment";
      case 404, 405 ->
          kind.isEmpty() ? "\n  is the balancer older than this command? evenkeel version" : "";
      default -> "";
    };
  }

  private static JsonNode parse(String body) {
    try {
      return JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
