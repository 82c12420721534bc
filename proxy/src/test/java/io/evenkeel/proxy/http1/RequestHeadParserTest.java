package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In the tables "|" stands for CRLF, and the escapes \r \n \t \0 for themselves. */
class RequestHeadParserTest {
  private static final int MAX_BYTES = 1024;
  private static final int MAX_FIELDS = 20;

  private final RequestHeadParser parser = new RequestHeadParser();
  private byte[] bytes = {};

  private int parse(String head) {
    bytes = TestBytes.of(head);
    return parser.parse(bytes, 0, bytes.length, MAX_BYTES, MAX_FIELDS);
  }

  private String text(int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  @Test
  void readsAnOrdinaryRequest() {
    int result = parse("GET /fruit?ripe=1 HTTP/1.1|Host: shop.test:81|Accept: */* |X-Empty:||rest");

    assertThat(result).isEqualTo(RequestHeadParser.COMPLETE);
    assertThat(parser.method()).isEqualTo(Method.GET);
    assertThat(parser.form()).isEqualTo(TargetForm.ORIGIN);
    assertThat(text(parser.targetStart(), parser.targetEnd())).isEqualTo("/fruit?ripe=1");
    assertThat(text(parser.pathStart(), parser.pathEnd())).isEqualTo("/fruit?ripe=1");
    assertThat(text(parser.hostStart(), parser.hostEnd())).isEqualTo("shop.test:81");
    assertThat(text(parser.headEnd(), bytes.length)).isEqualTo("rest");
    assertThat(parser.keepAlive()).isTrue();
    assertThat(parser.contentLength()).isEqualTo(-1);
    assertThat(parser.refusal()).isEmpty();
    Fields fields = parser.fields();
    assertThat(fields.count()).isEqualTo(3);
    assertThat(text(fields.valueStart(1), fields.valueEnd(1))).isEqualTo("*/*");
    assertThat(text(fields.lineStart(1), fields.lineEnd(1))).isEqualTo("Accept: */* \r\n");
    assertThat(text(fields.lineStart(2), fields.lineEnd(2))).isEqualTo("X-Empty:\r\n");
    assertThat(fields.known(0)).isEqualTo(KnownField.HOST);
    assertThat(fields.known(2)).isEqualTo(KnownField.OTHER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "||GET / HTTP/1.1|Host: a||",
        "get /lower HTTP/1.1|Host: a||",
        "PROPFIND+X /dav HTTP/1.1|Host: a||",
        "GET //other/x HTTP/1.1|Host: a||",
        "GET /a%2F..?q=%;Host=[1]{2}^` HTTP/1.1|Host: a||",
        "GET / HTTP/1.7|Host: a||",
        "GET / HTTP/1.0||",
        "OPTIONS * HTTP/1.1|Host: a||",
        "GET HTTPS://a.test HTTP/1.1|Host: b||",
        "CONNECT a.test:443 HTTP/1.1|Host: a.test:443||",
        "GET / HTTP/1.1|Host:\t[2001:db8::1]:8080 |X: \u00e9\tz||",
        "POST / HTTP/1.1|Host: a|Transfer-Encoding: CHUNKED||",
        "POST / HTTP/1.1|Host: a|content-LENGTH: 9223372036854775807||",
      })
  void acceptsWhatTheGrammarAllows(String head) {

    assertThat(parse(head)).as(parser.refusal()).isEqualTo(RequestHeadParser.COMPLETE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '$',
      value = {
        "400; |||||GET / HTTP/1.1|Host: a||",
        "400; \\nGET / HTTP/1.1|Host: a||",
        "400; GET  / HTTP/1.1|Host: a||",
        "400; GET / HTTP/1.1 |Host: a||",
        "400; GET\\t/ HTTP/1.1|Host: a||",
        "400; GET /|",
        "400; GET /a b HTTP/1.1|Host: a||",
        "400; GET /#top HTTP/1.1|Host: a||",
        "400; GET /%4x HTTP/1.1|Host: a||",
        "400; GET /a\\\\b HTTP/1.1|Host: a||",
        "400; GET /<b> HTTP/1.1|Host: a||",
        "400; GET /\u00fc HTTP/1.1|Host: a||",
        "400; GET index HTTP/1.1|Host: a||",
        "400; GET * HTTP/1.1|Host: a||",
        "400; GET ftp://a/ HTTP/1.1|Host: a||",
        "400; GET http://u@a/ HTTP/1.1|Host: a||",
        "400; GET http:///x HTTP/1.1|Host: a||",
        "400; CONNECT a HTTP/1.1|Host: a||",
        "400; GET / HTTP/1.10|Host: a||",
        "400; GET / http/1.1|Host: a||",
        "400; GET / HTTP/1.1\\nHost: a||",
        "505; PRI * HTTP/2.0||",
        "505; GET / HTTP/0.9|Host: a||",
        "400; GET / HTTP/1.1||",
        "400; GET / HTTP/1.1|Host: a|Host: a||",
        "400; GET / HTTP/1.1|Host:||",
        "400; GET / HTTP/1.1|Host: a,b||",
        "400; GET / HTTP/1.1|Host : a||",
        "400; GET / HTTP/1.1|Host: a|X: 1| folded||",
        "400; GET / HTTP/1.1|Host: a|nothing||",
        "400; GET / HTTP/1.1|Host: a|: x||",
        "400; GET / HTTP/1.1|Host: a|X: a\\rb||",
        "400; GET / HTTP/1.1|Host: a|X: a\\nb||",
        "400; GET / HTTP/1.1|Host: a|X: \\0||",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 3, 3||",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 3|Content-Length: 3||",
        "400; POST / HTTP/1.1|Host: a|Content-Length: +3||",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 03||",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 9223372036854775808||",
        "400; POST / HTTP/1.1|Host: a|Content-Length:||",
        "400; POST / HTTP/1.1|Host: a|Content-Length: 3|Transfer-Encoding: chunked||",
        "400; POST / HTTP/1.0|Transfer-Encoding: chunked||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, chunked||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: chunked, gzip||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding: ,chunked||",
        "400; POST / HTTP/1.1|Host: a|Transfer-Encoding:||",
        "501; POST / HTTP/1.1|Host: a|Transfer-Encoding: xchunked||",
        "501; POST / HTTP/1.1|Host: a|Transfer-Encoding: gzip, chunked||",
        "417; POST / HTTP/1.1|Host: a|Expect: the-best||",
        "400; GET / HTTP/1.1|Host: a|Connection: close, Host||",
        "400; GET / HTTP/1.1|Host: a|Connection: close keep-alive||",
      })
  void refusesWhatIsAmbiguous(int status, String head) {
    assertThat(parse(head)).isEqualTo(status);
    assertThat(parser.refusal()).isNotEmpty();
  }
}
