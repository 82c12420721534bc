package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a head says about the connection it came over, and how large it may be. */
class ForwardingRulesTest {
  private final RequestHeadParser parser = new RequestHeadParser();
  private byte[] bytes = {};

  private int parse(String head) {
    bytes = TestBytes.of(head);
    return parser.parse(bytes, 0, bytes.length, 200, 5);
  }

  private String withheld() {
    StringBuilder names = new StringBuilder();
    Fields fields = parser.fields();
    for (int i = 0; i < fields.count(); i++) {
      if (fields.hopByHop(i)) {
        names.append(TestBytes.text(bytes, fields.nameStart(i), fields.nameEnd(i))).append(' ');
      }
    }
    return names.toString().strip();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Connection: x-a|X-A: 1|X-AB: 2|x-a: 3; Connection X-A x-a",
        "Connection: ,close,,X-A ,|X-A: 1; Connection X-A",
        "Keep-Alive: 5|TE: trailers|Upgrade: h2c|Proxy: x; Keep-Alive TE Upgrade Proxy",
        "Connection: X-Forwarded-For, Via|X-Forwarded-For: ::1|Via: 1.1 a; Connection",
        "Connection: Transfer-Encoding|Transfer-Encoding: chunked; Connection Transfer-Encoding",
        "Trailer: X-Sum|Cookie: a; ''",
      })
  void namesTheFieldsThatAreNotForwarded(String fields, String withheld) {
    assertThat(parse("GET / HTTP/1.1|Host: a|" + fields + "||")).as(parser.refusal()).isEqualTo(1);
    assertThat(withheld()).isEqualTo(withheld);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "HTTP/1.1|Host: a; true",
        "HTTP/1.1|Host: a|Connection: close; false",
        "HTTP/1.1|Host: a|Connection: keep-alive, CLOSE; false",
        "HTTP/1.1|Host: a|Connection: x|Connection: close; false",
        "HTTP/1.0; false",
        "HTTP/1.0|Connection: Keep-Alive; true",
        "HTTP/1.0|Proxy-Connection: keep-alive; false",
      })
  void knowsWhetherTheConnectionGoesOn(String rest, boolean keepAlive) {
    assertThat(parse("GET / " + rest + "||")).isEqualTo(RequestHeadParser.COMPLETE);
    assertThat(parser.keepAlive()).isEqualTo(keepAlive);
  }

  @Test
  void asksForAnUpgradeOnlyWhenBothFieldsDo() {
    parse("GET / HTTP/1.1|Host: a|Connection: upgrade|Upgrade: x||");
    assertThat(parser.upgradeRequested()).isTrue();
    parse("GET / HTTP/1.1|Host: a|Upgrade: x||");
    assertThat(parser.upgradeRequested()).isFalse();
    parse("GET / HTTP/1.1|Host: a|Connection: upgrade||");
    assertThat(parser.upgradeRequested()).isFalse();
    parse("GET / HTTP/1.0|Connection: upgrade|Upgrade: x||");
    assertThat(parser.upgradeRequested()).isFalse();
  }

  @Test
  void expectsA100OnlyForABodyAndOnlySinceHttp11() {
    parse("PUT / HTTP/1.1|Host: a|Content-Length: 1|Expect: 100-Continue||");
    assertThat(parser.expectContinue()).isTrue();
    parse("PUT / HTTP/1.1|Host: a|Content-Length: 0|Expect: 100-continue||");
    assertThat(parser.expectContinue()).isFalse();
    parse("PUT / HTTP/1.0|Content-Length: 1|Expect: 100-continue||");
    assertThat(parser.expectContinue()).isFalse();
    assertThat(withheld()).isEqualTo("Expect");
  }

  @Test
  void takesTheHostOfTheTargetBeforeTheField() {
    parse("GET http://a.test:81?q HTTP/1.1|Host: b.test||");
    assertThat(TestBytes.text(bytes, parser.hostStart(), parser.hostEnd())).isEqualTo("a.test:81");
    assertThat(TestBytes.text(bytes, parser.pathStart(), parser.pathEnd())).isEqualTo("?q");
    assertThat(parser.hostField()).isZero();
    parse("GET / HTTP/1.0||");
    assertThat(parser.hostEnd() - parser.hostStart()).isZero();
    assertThat(parser.hostField()).isEqualTo(-1);
  }

  @Test
  void boundsTheHeadAsSoonAsItIsCertain() {
    assertThat(parse("GET /" + "a".repeat(300))).isEqualTo(414);
    assertThat(parse("GET / HTTP/1.1|X: " + "a".repeat(300))).isEqualTo(431);
    assertThat(parse("GET / HTTP/1.1|Host: a|X: " + "a".repeat(300) + "||")).isEqualTo(431);
    assertThat(parse("GET / HTTP/1.1|Host: a|" + "X: a|".repeat(5) + "|")).isEqualTo(431);
    assertThat(parse("GET / HTTP/1.1|Host: a|" + "X: a|".repeat(4) + "|")).isEqualTo(1);
    assertThat(parse("M".repeat(40))).isEqualTo(501);
    String fits = "GET / HTTP/1.1|Host: a|X: ";
    int rest = 200 - TestBytes.of(fits).length - 4;
    assertThat(parse(fits + "a".repeat(rest) + "||")).isEqualTo(1);
    assertThat(parse(fits + "a".repeat(rest + 1) + "||")).isEqualTo(431);
  }

  @Test
  void recognisesEveryKnownFieldInAnyCaseAndNothingElse() {
    for (KnownField field : KnownField.values()) {
      if (field != KnownField.OTHER) {
        String name = field.name().replace('_', '-');
        assertThat(known(name)).isEqualTo(field);
        assertThat(known(name.toLowerCase(Locale.ROOT))).isEqualTo(field);
        assertThat(known(name + "x")).isEqualTo(KnownField.OTHER);
        assertThat(known(name.replace('-', '_') + "_")).isEqualTo(KnownField.OTHER);
      }
    }
    assertThat(known("transfer_encoding")).isEqualTo(KnownField.OTHER);
  }

  private static KnownField known(String name) {
    byte[] token = TestBytes.of(name);
    return KnownField.of(token, 0, token.length);
  }

  @Test
  void knowsMethodsByTheirExactSpelling() {
    for (Method method : Method.values()) {
      parse(method + (method == Method.CONNECT ? " a:1" : " /") + " HTTP/1.1|Host: a||");
      assertThat(parser.method()).isEqualTo(method);
    }
    parse("Get / HTTP/1.1|Host: a||");
    assertThat(parser.method()).isEqualTo(Method.OTHER);
    parse("PATCHY / HTTP/1.1|Host: a||");
    assertThat(parser.method()).isEqualTo(Method.OTHER);
  }
}
