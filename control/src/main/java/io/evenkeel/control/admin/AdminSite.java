package io.evenkeel.control.admin;

import io.evenkeel.control.change.Actor;
import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.core.model.Role;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to what answers it: the order of checks of the admin listener. Any thread.
 *
 * <p>Who is asked comes first, who asks second, what is asked third, and the body last: nobody
 * learns more than they must before they are turned away, and nothing is read from a stranger.
 */
final class AdminSite {
  private static final Logger LOG = LoggerFactory.getLogger(AdminSite.class);
  private static final Actor NOBODY = new Actor("nobody", Role.VIEWER);

  private final Operations operations;
  private final HostCheck hosts;
  private final SignIn signIn;

  AdminSite(Operations operations, HostCheck hosts, SignIn signIn) {
    this.operations = operations;
    this.hosts = hosts;
    this.signIn = signIn;
  }

  /**
   * The answer.
   *
   * @throws IOException when the client is gone
   */
  Answer answer(Request request) throws IOException {
    try {
      notForeign(request);
      return admitted(request);
    } catch (Unacceptable e) {
      return e.problem();
    }
  }

  private void notForeign(Request request) throws Unacceptable {
    String host = request.field("Host");
    if (!hosts.admitsHost(host)) {
      throw new Unacceptable(
          421,
          "misdirected",
          "host \"" + host + "\" is not a name of this listener: use localhost or its IP");
    }
    String origin = request.field("Origin");
    if (!hosts.admitsOrigin(origin)) {
      throw new Unacceptable(
          403, "foreign", "origin \"" + origin + "\" is not a page of this listener");
    }
  }

  private Answer admitted(Request request) throws IOException, Unacceptable {
    Operations.Match match = operations.find(request.method(), request.path());
    if (match instanceof Operations.Match.Found(Operation open, Map<String, String> parameters)
        && open.needed() == null) {
      return answer(open, asked(request, NOBODY, parameters, ""));
    }
    Actor actor = signIn.actor(request);
    return switch (match) {
      case Operations.Match.Found(Operation operation, Map<String, String> parameters) -> {
        mayDo(actor, operation);
        String body = operation.writes() ? writing(request) : "";
        yield answer(operation, asked(request, actor, parameters, body));
      }
      case Operations.Match.OtherMethods(String allow) ->
          Problem.page(405, "wrong-method", request.path() + " can only be asked with " + allow)
              .with("Allow", allow);
      case Operations.Match.Nothing _ ->
          Problem.page(
              404,
              "unknown",
              "nothing at "
                  + request.path()
                  + "; there is "
                  + String.join(", ", operations.paths()));
    };
  }

  private static void mayDo(Actor actor, Operation operation) throws Unacceptable {
    Role needed = operation.needed();
    if (needed != null) {
      mayDo(actor, needed, operation.toString());
    }
  }

  /** Refuses unless {@code actor} has the role. */
  static void mayDo(Actor actor, Role needed, String what) throws Unacceptable {
    if (!actor.role().includes(needed)) {
      throw new Unacceptable(
          403,
          "forbidden",
          what
              + " needs role "
              + needed.word()
              + "; "
              + actor.name()
              + " is "
              + actor.role().word());
    }
  }

  private String writing(Request request) throws IOException, Unacceptable {
    if (!hosts.admitsWriteFrom(
        request.field("Origin"), request.field("Host"), request.field("Sec-Fetch-Site"))) {
      throw new Unacceptable(403, "foreign", "only a page of this listener may change something");
    }
    // A form can be posted by any page without asking; it cannot send this type.
    String type = request.field("Content-Type").split(";", 2)[0].strip();
    if (!type.toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new Unacceptable(
          415, "unsupported", "send Content-Type: application/json, also with an empty body");
    }
    return request.body();
  }

  private static Asked asked(
      Request request, Actor actor, Map<String, String> parameters, String body) {
    return new Asked(
        actor,
        parameters,
        request.query(),
        request.field("Accept"),
        request.field("Last-Event-ID"),
        body);
  }

  private static Answer answer(Operation operation, Asked asked) throws Unacceptable {
    try {
      return operation.endpoint().answer(asked);
    } catch (Unacceptable e) {
      throw e;
    } catch (ChangeRefused e) {
      return Problem.page(e);
    } catch (Exception | LinkageError e) {
      LOG.atError()
          .setMessage("event=admin-failed")
          .addKeyValue("operation", operation)
          .setCause(e)
          .log();
      return Problem.page(500, "internal", "see the log of the balancer");
    }
  }
}
