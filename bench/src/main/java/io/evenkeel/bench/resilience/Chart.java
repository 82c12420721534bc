package io.evenkeel.bench.resilience;

import io.evenkeel.bench.product.Proxy;
import io.evenkeel.bench.resilience.Results.Result;
import java.util.List;

/**
 * A scenario as a picture: one strip per proxy, one bar per second, in it from below what was
 * answered well, what was answered late and what failed. The first round.
 */
record Chart(Scenario scenario, Timing timing) {
  private static final int LEFT = 120;
  private static final int SECOND_WIDTH = 18;
  private static final int STRIP = 60;
  private static final int GAP = 14;
  private static final int TOP = 44;
  private static final String STYLE =
      """
      <style>
        text { font: 12px sans-serif; fill: #444 }
        .title { font-weight: bold; font-size: 14px }
        .ok { fill: #4c956c } .slow { fill: #e9b44c } .failed { fill: #c1292e } .fault { fill: #8883 }
        @media (prefers-color-scheme: dark) { text { fill: #ccc } }
      </style>
      """;

  String svg(Results results, List<Proxy> proxies) {
    long seconds = timing.totalMillis() / 1_000;
    long width = LEFT + seconds * SECOND_WIDTH + GAP;
    int height = TOP + proxies.size() * (STRIP + GAP) + GAP;
    StringBuilder text = new StringBuilder();
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"").append(width);
    text.append("\" height=\"").append(height).append("\" role=\"img\" aria-label=\"");
    text.append(scenario.title()).append("\">\n").append(STYLE);
    text(text, LEFT, 18, "title", scenario.title());
    text(
        text,
        LEFT,
        36,
        "",
        "requests by second: green answered, yellow late, red failed; grey: the fault");
    rect(
        text,
        new Box(at(timing.beginMillis()), TOP, at(timing.endMillis()), height - GAP),
        "fault");
    for (int i = 0; i < proxies.size(); i++) {
      int top = TOP + i * (STRIP + GAP);
      text(text, 8, top + STRIP / 2 + 4, "", proxies.get(i).name());
      List<Result> found = results.of(scenario, proxies.get(i));
      if (!found.isEmpty()) {
        strip(text, top + STRIP, Seconds.of(found.getFirst().outcome()));
      }
    }
    return text.append("</svg>\n").toString();
  }

  private static int at(long millis) {
    return LEFT + (int) (millis * SECOND_WIDTH / 1_000);
  }

  private void strip(StringBuilder text, int bottom, List<Seconds.Second> seconds) {
    for (int i = 0; i < seconds.size(); i++) {
      Seconds.Second second = seconds.get(i);
      int left = at(i * 1_000L);
      int ok = bottom - high(second.ok());
      int slow = ok - high(second.slow());
      int failed = slow - high(second.failed());
      rect(text, new Box(left, ok, left + SECOND_WIDTH - 1, bottom), "ok");
      rect(text, new Box(left, slow, left + SECOND_WIDTH - 1, ok), "slow");
      rect(text, new Box(left, failed, left + SECOND_WIDTH - 1, slow), "failed");
    }
  }

  /** Something that happened at all is seen. */
  private int high(long requests) {
    return (int) Math.ceil((double) requests * STRIP / scenario.load().perSecond());
  }

  private record Box(int left, int top, int right, int bottom) {}

  private static void rect(StringBuilder text, Box box, String kind) {
    if (box.bottom > box.top) {
      text.append("<rect class=\"").append(kind).append("\" x=\"").append(box.left);
      text.append("\" y=\"").append(box.top).append("\" width=\"").append(box.right - box.left);
      text.append("\" height=\"").append(box.bottom - box.top).append("\"/>\n");
    }
  }

  private static void text(StringBuilder text, int x, int y, String kind, String words) {
    text.append("<text class=\"").append(kind).append("\" x=\"").append(x).append("\" y=\"");
    text.append(y).append("\">").append(words).append("</text>\n");
  }
}
