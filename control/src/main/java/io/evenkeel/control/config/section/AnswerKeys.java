package io.evenkeel.control.config.section;

import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.scalar.Integers;
import io.evenkeel.control.config.scalar.Paths;
import io.evenkeel.control.config.scalar.Texts;
import io.evenkeel.control.config.schema.Choice;
import io.evenkeel.control.config.schema.Fields;
import io.evenkeel.control.config.schema.Key;
import io.evenkeel.control.config.schema.Section;
import io.evenkeel.core.model.RouteAction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys of {@code redirect} and {@code respond}, the answers the balancer makes itself. */
final class AnswerKeys {
  static final Key<String> TO =
      Key.of("to", Paths.REDIRECT, "/new", "A path of the same host, or a URL.")
          .requiredBy(Code.MISSING_KEY);

  /** 307 is not remembered by browsers and keeps the method: the one that can be taken back. */
  static final Key<Integer> REDIRECT_STATUS =
      Key.of("status", Choice.of(redirects()), "308", "Kind of redirect.").byDefault("307");

  static final Section<RouteAction> REDIRECT =
      Section.of("redirect", List.of(TO, REDIRECT_STATUS), AnswerKeys::redirect);

  static final Key<Integer> STATUS =
      Key.of("status", Integers.between(200, 599), "503", "Status code.").byDefault("200");

  static final Key<String> BODY =
      Key.of("body", Texts.ANY, "ok", "Text of the body.").byDefault("empty", "");

  static final Key<String> CONTENT_TYPE =
      Key.of("content-type", Texts.MEDIA_TYPE, "application/json", "Media type of the body.")
          .byDefault("text/plain; charset=utf-8");

  static final Section<RouteAction> RESPOND =
      Section.of("respond", List.of(STATUS, BODY, CONTENT_TYPE), AnswerKeys::respond);

  private AnswerKeys() {}

  private static Map<String, Integer> redirects() {
    Map<String, Integer> codes = new LinkedHashMap<>();
    for (int code : new int[] {301, 302, 303, 307, 308}) {
      codes.put(Integer.toString(code), code);
    }
    return codes;
  }

  private static @Nullable RouteAction redirect(Fields fields) {
    String to = fields.optional(TO);
    return to == null ? null : new RouteAction.Redirect(to, fields.value(REDIRECT_STATUS));
  }

  private static RouteAction respond(Fields fields) {
    int status = fields.value(STATUS);
    String body = fields.value(BODY);
    if (!body.isEmpty() && (status == 204 || status == 304)) {
      fields.report(
          Code.WITHOUT_EFFECT,
          BODY,
          "a response of status " + status + " has no body",
          "remove body, or choose another status");
    }
    return new RouteAction.Respond(status, body, fields.value(CONTENT_TYPE));
  }
}
