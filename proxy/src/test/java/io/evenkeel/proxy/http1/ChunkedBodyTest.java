package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.proxy.http1.ChunkedBody.Mode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The notation of bodies is that of {@link TestBytes}. */
class ChunkedBodyTest {
  private static final int MAX_TRAILER_BYTES = 200;
  private static final int MAX_TRAILER_FIELDS = 4;

  private final ChunkedBody body = new ChunkedBody();

  /** Feeds the pieces between the cuts; what was passed on, and what was left of the last piece. */
  private Passed pass(Mode mode, byte[] bytes, int... cuts) {
    body.reset(mode, MAX_TRAILER_BYTES, MAX_TRAILER_FIELDS);
    StringBuilder passed = new StringBuilder();
    int from = 0;
    int left = 0;
    for (int i = 0; i <= cuts.length && !body.isDone(); i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      ByteBuf in = Unpooled.buffer(to - from).writeBytes(bytes, from, to - from);
      ByteBuf out = body.forward(in, ByteBufAllocator.DEFAULT);
      passed.append(out.toString(StandardCharsets.ISO_8859_1));
      left = in.readableBytes() + bytes.length - to;
      out.release();
      assertThat(in.release()).as("input kept alive after its slice was released").isTrue();
      from = to;
    }
    return new Passed(passed.toString(), left, body.isDone(), body.error());
  }

  private record Passed(String text, int left, boolean done, @Nullable String error) {}

  private static String text(String notation) {
    byte[] bytes = TestBytes.of(notation);
    return TestBytes.text(bytes, 0, bytes.length);
  }

  @Test
  void passesACleanBodyOnAsASliceAndLeavesTheNextMessage() {
    body.reset(Mode.KEEP_CHUNKED, MAX_TRAILER_BYTES, MAX_TRAILER_FIELDS);
    ByteBuf in = Unpooled.wrappedBuffer(TestBytes.of("5|apple|A|0123456789|0||GET /"));

    ByteBuf out = body.forward(in, ByteBufAllocator.DEFAULT);

    assertThat(out.hasArray()).isTrue();
    assertThat(out.array()).as("a slice, not a copy").isSameAs(in.array());
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo(text("5|apple|A|0123456789|0||"));
    assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("GET /");
    assertThat(body.dataBytes()).isEqualTo(15);
    assertThat(body.isDone()).isTrue();
    assertThat(in.refCnt()).isEqualTo(2);
    out.release();
    in.release();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '$',
      value = {
        "5|apple|0|| ~ 5|apple|0||",
        "005|apple|000|| ~ 5|apple|0||",
        "5;ripe|apple|0;end|| ~ 5|apple|0||",
        "5 ; ripe = \"very \\\\\" ;\" ;x|apple|0|| ~ 5|apple|0||",
        "1|a|01|b|1|c|0|| ~ 1|a|1|b|1|c|0||",
        "01a|abcdefghijklmnopqrstuvwxyz|0|| ~ 1a|abcdefghijklmnopqrstuvwxyz|0||",
        "0|X-Sum: 1|ETag:|| ~ 0|X-Sum: 1|ETag:||",
        "0|Cookie: a=b|X-Sum: 1|X-Forwarded-For: ::1|| ~ 0|X-Sum: 1||",
      })
  void leavesOutWhatOthersCouldMisread(String sent, String passed) {
    byte[] bytes = TestBytes.of(sent.strip());

    Passed whole = pass(Mode.KEEP_CHUNKED, bytes);

    assertThat(whole).isEqualTo(new Passed(text(passed), 0, true, null));
    for (int cut = 1; cut < bytes.length; cut++) {
      assertThat(pass(Mode.KEEP_CHUNKED, bytes, cut)).as("cut at %s", cut).isEqualTo(whole);
    }
    assertThat(pass(Mode.KEEP_CHUNKED, bytes, every(1, bytes.length))).isEqualTo(whole);
  }

  @Test
  void handsOutOnlyTheDataWhenChunksAreStripped() {
    byte[] bytes = TestBytes.of("5|apple|04;x|pear|0|X-Sum: 1||next");

    for (int cut = 1; cut < bytes.length - 4; cut++) {
      assertThat(pass(Mode.STRIP_CHUNKED, bytes, cut))
          .as("cut at %s", cut)
          .isEqualTo(new Passed("applepear", 4, true, null));
      assertThat(body.dataBytes()).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "|",
        " 5|apple|0||",
        "+5|apple|0||",
        "-5|apple|0||",
        "0x5|apple|0||",
        "5g|apple|0||",
        "5 |apple|0||",
        "5\\t|apple|0||",
        ";5|apple|0||",
        "5;|apple|0||",
        "5;=x|apple|0||",
        "5;a=|apple|0||",
        "5;a b|apple|0||",
        "5;a[|apple|0||",
        "5;a=\"b|apple|0||",
        "5;a=\"b\\\\\"|apple|0||",
        "5;a=\"b\"c|apple|0||",
        "5;a\\0|apple|0||",
        "5;a\\r;b|apple|0||",
        "5;a\\n",
        "5\\n",
        "5\\r\\r\\n",
        "8000000000000000|",
        "00000000000000005|",
        "5|apple0||",
        "5|apple\\n",
        "5|apple\\rx",
        "5|apple||",
        "4|apple|0||",
        "6|apple|0||",
        "0|X : y||",
        "0|: y||",
        "0|X||",
        "0|X: a| b||",
        "0|X: y\\n",
        "0|X: \\0|",
        "0|Content-Length: 5||",
        "0|transfer-encoding: chunked||",
        "0|HOST: a||",
        "0|A: 1|B: 2|C: 3|D: 4|E: 5||",
        "0\\r\\rX",
      })
  void refusesWhatIsAmbiguousWhereverItIsCut(String sent) {
    byte[] bytes = TestBytes.of(sent);

    Passed whole = pass(Mode.KEEP_CHUNKED, bytes);

    assertThat(whole.error()).isNotNull();
    assertThat(whole.done()).isFalse();
    for (int cut = 1; cut < bytes.length; cut++) {
      Passed cutOnce = pass(Mode.KEEP_CHUNKED, bytes, cut);
      assertThat(cutOnce.error()).as("cut at %s", cut).isEqualTo(whole.error());
      assertThat(cutOnce.text()).doesNotContain("\r\n0\r\n");
    }
  }

  @Test
  void boundsSizeLinesTrailersAndOverhead() {
    byte[] longLine = TestBytes.of("5;" + "x".repeat(300));
    byte[] longTrailer = TestBytes.of("0|X: " + "x".repeat(300));
    byte[] flood = TestBytes.of(("1;" + "x".repeat(200) + "|a|").repeat(100));
    byte[] honest = TestBytes.of("1;x=1|a|".repeat(5000) + "0||");

    assertThat(pass(Mode.KEEP_CHUNKED, longLine).error()).isEqualTo("chunk size line too long");
    assertThat(pass(Mode.KEEP_CHUNKED, longTrailer).error()).isEqualTo("trailer section too long");
    assertThat(pass(Mode.KEEP_CHUNKED, flood).error()).contains("out of proportion");
    assertThat(pass(Mode.KEEP_CHUNKED, honest).done()).isTrue();
  }

  @Test
  void acceptsTheLargestChunkWithoutWaitingForIt() {
    Passed passed = pass(Mode.KEEP_CHUNKED, TestBytes.of("7fffffffffffffff|ab"));

    assertThat(passed).isEqualTo(new Passed(text("7fffffffffffffff|ab"), 0, false, null));
    assertThat(body.dataBytes()).isEqualTo(2);
  }

  @Test
  void yieldsTheSameDataHoweverTheBodyIsCut() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      StringBuilder sent = new StringBuilder();
      StringBuilder data = new StringBuilder();
      for (int chunk = random.nextInt(6); chunk > 0; chunk--) {
        String piece = "x".repeat(1 + random.nextInt(40));
        data.append(piece);
        sent.append(random.nextBoolean() ? "" : "0").append(Integer.toHexString(piece.length()));
        sent.append(random.nextInt(4) == 0 ? ";k=v" : "").append('|').append(piece).append('|');
      }
      byte[] bytes = TestBytes.of(sent.append("0||rest").toString());
      int[] cuts = random.ints(5, 0, bytes.length - 4).sorted().distinct().toArray();

      Passed stripped = pass(Mode.STRIP_CHUNKED, bytes, cuts);
      Passed kept = pass(Mode.KEEP_CHUNKED, bytes, cuts);
      byte[] keptBytes = kept.text().getBytes(StandardCharsets.ISO_8859_1);

      assertThat(stripped.text()).as("seed %s", seed).isEqualTo(data.toString());
      assertThat(stripped.left()).as("seed %s", seed).isEqualTo(4);
      assertThat(pass(Mode.STRIP_CHUNKED, keptBytes).text())
          .as("seed %s", seed)
          .isEqualTo(data.toString());
    }
  }

  private static int[] every(int step, int length) {
    int[] cuts = new int[(length - 1) / step];
    for (int i = 0; i < cuts.length; i++) {
      cuts[i] = (i + 1) * step;
    }
    return cuts;
  }
}
