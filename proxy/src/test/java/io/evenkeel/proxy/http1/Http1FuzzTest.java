package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any octets at all. Runs its seeds as ordinary tests; with JAZZER_FUZZ=1 it searches on its own.
 */
class Http1FuzzTest {
  private static final int MAX_BYTES = 65_536;
  private static final int MAX_FIELDS = 100;

  static Stream<byte[]> requests() {
    return Stream.concat(
        Arrays.stream(RequestHeadLawTest.HEADS).map(TestBytes::of),
        Stream.of(
            TestBytes.of("\u0016\u0003\u0001\\0\u00a5"), TestBytes.of("PRI * HTTP/2.0||SM||")));
  }

  static Stream<byte[]> responses() {
    return Stream.of(
        TestBytes.of("HTTP/1.1 200 OK|Content-Length: 3||abc"),
        TestBytes.of("HTTP/1.0 304||"),
        TestBytes.of("HTTP/1.1 206 x|Transfer-Encoding: chunked|Connection: X-A|X-A: b||"));
  }

  static Stream<byte[]> bodies() {
    return Stream.of(
        TestBytes.of("\u00035|apple|0||next"),
        TestBytes.of("\u000105;a=\"b\"|apple|1|x|0|X: y|Host: a||"),
        TestBytes.of("\u0009fffffffffffffff|"));
  }

  @MethodSource("requests")
  @FuzzTest(maxDuration = "1m")
  void requestsAreJudgedAsByTheGrammar(byte[] bytes) {
    RequestHeadParser parser = new RequestHeadParser();
    int result = parser.parse(bytes, 0, bytes.length, MAX_BYTES, MAX_FIELDS);
    if (result == RequestHeadParser.COMPLETE) {
      assertThat(StrictGrammar.isRequestHead(Arrays.copyOf(bytes, parser.headEnd()))).isTrue();
      assertThat(parser.hostStart()).isLessThanOrEqualTo(parser.hostEnd());
      assertThat(parser.pathStart()).isLessThanOrEqualTo(parser.pathEnd());
    } else {
      assertThat(result).isIn(RequestHeadParser.INCOMPLETE, 400, 414, 417, 431, 501, 505);
      assertThat(parser.refusal().isEmpty()).isEqualTo(result == RequestHeadParser.INCOMPLETE);
    }
  }

  @MethodSource("responses")
  @FuzzTest(maxDuration = "1m")
  void responsesAreReadOrRefused(byte[] bytes) {
    ResponseHeadParser parser = new ResponseHeadParser();
    int result = parser.parse(bytes, 0, bytes.length, MAX_BYTES, MAX_FIELDS);
    assertThat(parser.refusal().isEmpty()).isEqualTo(result != ResponseHeadParser.BAD);
    if (result == ResponseHeadParser.COMPLETE) {
      assertThat(parser.status()).isBetween(100, 999);
      assertThat(Framing.of(Method.GET, parser)).isNotNull();
      assertThat(TestBytes.text(bytes, 0, parser.headEnd())).endsWith("\r\n\r\n");
    }
  }

  /** The first octet says where the body is cut in two. */
  @MethodSource("bodies")
  @FuzzTest(maxDuration = "1m")
  void whatABodyPassesOnIsItselfAcceptedAndTheSame(byte[] bytes) {
    if (bytes.length < 2) {
      return;
    }
    int cut = 1 + (bytes[0] & 0xff) % (bytes.length - 1);
    ChunkedBody body = new ChunkedBody();
    ByteBuf kept = Unpooled.buffer();
    body.reset(ChunkedBody.Mode.KEEP_CHUNKED, MAX_BYTES, MAX_FIELDS);
    pass(body, Unpooled.wrappedBuffer(bytes, 1, cut - 1), kept);
    pass(body, Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut), kept);
    if (body.isDone()) {
      long data = body.dataBytes();
      ByteBuf again = Unpooled.buffer();
      body.reset(ChunkedBody.Mode.KEEP_CHUNKED, MAX_BYTES, MAX_FIELDS);
      pass(body, kept.duplicate().retain(), again);
      assertThat(body.isDone()).isTrue();
      assertThat(again).isEqualTo(kept);
      assertThat(body.dataBytes()).isEqualTo(data);
      again.release();
    }
    kept.release();
  }

  private static void pass(ChunkedBody body, ByteBuf in, ByteBuf to) {
    ByteBuf out = body.forward(in, ByteBufAllocator.DEFAULT);
    to.writeBytes(out);
    out.release();
    in.release();
  }
}
