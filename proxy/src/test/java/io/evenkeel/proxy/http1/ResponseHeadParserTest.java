package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notation of heads is that of {@link TestBytes}. */
class ResponseHeadParserTest {
  private final ResponseHeadParser parser = new ResponseHeadParser();
  private byte[] bytes = {};

  private int parse(String head) {
    bytes = TestBytes.of(head);
    return parser.parse(bytes, 0, bytes.length, 1024, 20);
  }

  @Test
  void readsAnOrdinaryResponse() {
    assertThat(parse("HTTP/1.1 200 All fine|Content-Length: 4|Connection: X-A|x-a: 1||body"))
        .isEqualTo(ResponseHeadParser.COMPLETE);
    assertThat(parser.status()).isEqualTo(200);
    assertThat(TestBytes.text(bytes, parser.reasonStart(), parser.reasonEnd()))
        .isEqualTo("All fine");
    assertThat(TestBytes.text(bytes, parser.headEnd(), bytes.length)).isEqualTo("body");
    assertThat(parser.contentLength()).isEqualTo(4);
    assertThat(parser.keepAlive()).isTrue();
    assertThat(parser.fields().hopByHop(0)).isFalse();
    assertThat(parser.fields().hopByHop(1)).isTrue();
    assertThat(parser.fields().hopByHop(2)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200||",
        "HTTP/1.1 200 ||",
        "HTTP/1.0 599 \u00e4\t!||",
        "HTTP/1.3 999 x||",
        "HTTP/1.1 200 OK|Content-Length: 0012||",
        "HTTP/1.1 200 OK|Connection: Transfer-Encoding|Transfer-Encoding: Chunked||",
      })
  void acceptsWhatTheGrammarAllows(String head) {
    assertThat(parse(head)).as(parser.refusal()).isEqualTo(ResponseHeadParser.COMPLETE);
    assertThat(parser.reasonStart()).isLessThanOrEqualTo(parser.reasonEnd());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ICY 200 OK||",
        "HTTP/2 200 OK||",
        "HTTP/2.0 200 OK||",
        " HTTP/1.1 200 OK||",
        "|HTTP/1.1 200 OK||",
        "HTTP/1.1 099 OK||",
        "HTTP/1.1 20 OK||",
        "HTTP/1.1 2000 OK||",
        "HTTP/1.1  200 OK||",
        "HTTP/1.1 200\\tOK||",
        "HTTP/1.1 200 O\\rK||",
        "HTTP/1.1 200 OK\\n\\n",
        "HTTP/1.1 200 OK|X : a||",
        "HTTP/1.1 200 OK|X: a| b||",
        "HTTP/1.1 200 OK|X: a\\nY: b||",
        "HTTP/1.1 200 OK|colonless||",
        "HTTP/1.1 200 OK|X@Y: a||",
        "HTTP/1.1 200 OK|Content-Length: -1||",
        "HTTP/1.1 200 OK|Content-Length: 1|Content-Length: 1||",
        "HTTP/1.1 200 OK|Content-Length: 1|Transfer-Encoding: chunked||",
        "HTTP/1.1 200 OK|Transfer-Encoding: identity||",
        "HTTP/1.0 200 OK|Transfer-Encoding: chunked||",
      })
  void refusesWhatIsAmbiguous(String head) {
    assertThat(parse(head)).isEqualTo(ResponseHeadParser.BAD);
    assertThat(parser.refusal()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET; HTTP/1.1 200 OK||; UNTIL_CLOSE",
        "GET; HTTP/1.1 200 OK|Content-Length: 5||; LENGTH",
        "GET; HTTP/1.1 200 OK|Content-Length: 0||; NONE",
        "GET; HTTP/1.1 200 OK|Transfer-Encoding: chunked||; CHUNKED",
        "HEAD; HTTP/1.1 200 OK|Transfer-Encoding: chunked||; NONE",
        "HEAD; HTTP/1.1 200 OK||; NONE",
        "GET; HTTP/1.1 304 Not Modified|Content-Length: 5||; NONE",
        "GET; HTTP/1.1 204 No Content|Transfer-Encoding: chunked||; NONE",
        "GET; HTTP/1.1 103 Early Hints|Content-Length: 5||; NONE",
        "CONNECT; HTTP/1.1 200 OK|Content-Length: 5||; NONE",
        "CONNECT; HTTP/1.1 407 No|Content-Length: 5||; LENGTH",
      })
  void framesBodiesByMethodStatusAndFields(Method method, String head, Framing framing) {
    assertThat(parse(head)).isEqualTo(ResponseHeadParser.COMPLETE);
    assertThat(Framing.of(method, parser)).isEqualTo(framing);
  }
}
