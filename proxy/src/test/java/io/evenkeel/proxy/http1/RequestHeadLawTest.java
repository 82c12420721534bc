package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds for every head: judged by {@link StrictGrammar} and by cutting it anywhere. */
class RequestHeadLawTest {
  static final String[] HEADS = {
    "GET /a/b.c?d=e&f=%20 HTTP/1.1|Host: shop.test|Accept: */*|User-Agent: x (y; z)||",
    "POST / HTTP/1.1|Host: [2001:db8::1:0]:81|Content-Length: 12|Expect: 100-continue||",
    "PUT http://a.test:8/x?y HTTP/1.1|host: b.test|Transfer-Encoding: chunked|Cookie: k=v||",
    "GET /%7Euser HTTP/1.0|Connection: keep-alive, X-A|X-A: 1||",
    "||OPTIONS * HTTP/1.1|Host: a|Connection: Upgrade,TE|Upgrade: h2c|TE: trailers||",
    "CONNECT [::ffff:10.0.0.1]:443 HTTP/1.1|Host: a:443||",
  };

  /** Octets that grammars turn on. */
  private static final byte[] SPECIAL =
      TestBytes.of("\\r\\n \\t:,;=\"/?#%[]{}<>@*\\\\\\0.0159aAzZ_-~!|\u007f\u00e9\u00a0");

  private static final int MAX_BYTES = 4096;
  private static final int MAX_FIELDS = 50;

  private final RequestHeadParser parser = new RequestHeadParser();

  private int parse(byte[] bytes) {
    return parser.parse(bytes, 0, bytes.length, MAX_BYTES, MAX_FIELDS);
  }

  @Test
  void acceptsExactlyWhatTheGrammarDoes() {
    int accepted = 0;
    for (long seed = 1; seed <= 40_000; seed++) {
      byte[] bytes = mutated(new Random(seed));
      int result = parse(bytes);
      boolean whole = result == RequestHeadParser.COMPLETE && parser.headEnd() == bytes.length;
      if (result == RequestHeadParser.COMPLETE && !whole) {
        continue; // the mutation ended the head early: the rest is another message
      }
      accepted += whole ? 1 : 0;
      assertThat(whole)
          .as("seed %s: %s\n%s", seed, parser.refusal(), TestBytes.text(bytes, 0, bytes.length))
          .isEqualTo(StrictGrammar.isRequestHead(bytes));
    }
    assertThat(accepted).as("mutations that stayed valid").isGreaterThan(2000);
  }

  @Test
  void waitsForTheRestOfAValidHeadWhereverItIsCut() {
    for (String head : HEADS) {
      byte[] bytes = TestBytes.of(head);
      for (int cut = 0; cut < bytes.length; cut++) {
        assertThat(parser.parse(bytes, 0, cut, MAX_BYTES, MAX_FIELDS))
            .as("%s cut at %s", head, cut)
            .isEqualTo(RequestHeadParser.INCOMPLETE);
      }
      assertThat(parse(bytes)).isEqualTo(RequestHeadParser.COMPLETE);
    }
  }

  @Test
  void refusesAPrefixOnlyForWhatItRefusesInTheWhole() {
    for (long seed = 1; seed <= 3000; seed++) {
      byte[] bytes = mutated(new Random(seed));
      int whole = parse(bytes);
      for (int cut = 0; cut < bytes.length; cut++) {
        int part = parser.parse(bytes, 0, cut, MAX_BYTES, MAX_FIELDS);
        if (part == RequestHeadParser.COMPLETE) {
          assertThat(parser.headEnd()).as("seed %s", seed).isLessThanOrEqualTo(cut);
        }
        if (part != RequestHeadParser.INCOMPLETE) {
          assertThat(part).as("seed %s cut at %s", seed, cut).isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void doesNotDependOnWhereTheHeadLiesNorOnEarlierOnes() {
    for (String head : HEADS) {
      byte[] bytes = TestBytes.of("junk" + head + "junk");
      int result = parser.parse(bytes, 4, bytes.length, MAX_BYTES, MAX_FIELDS);

      assertThat(result).isEqualTo(RequestHeadParser.COMPLETE);
      assertThat(parser.headEnd()).isEqualTo(bytes.length - 4);
    }
  }

  @Test
  void allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[][] heads = new byte[HEADS.length][];
    for (int i = 0; i < heads.length; i++) {
      heads[i] = TestBytes.of(HEADS[i]);
    }
    ResponseHeadParser responses = new ResponseHeadParser();
    byte[] response = TestBytes.of("HTTP/1.1 200 OK|Content-Length: 2|Connection: close, X-A||");
    parseAll(heads, responses, response);
    long before = threads.getCurrentThreadAllocatedBytes();
    parseAll(heads, responses, response);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).as("bytes for 70 000 heads").isLessThan(1000);
  }

  private void parseAll(byte[][] heads, ResponseHeadParser responses, byte[] response) {
    for (int i = 0; i < 10_000; i++) {
      for (byte[] head : heads) {
        parser.parse(head, 0, head.length, MAX_BYTES, MAX_FIELDS);
      }
      responses.parse(response, 0, response.length, MAX_BYTES, MAX_FIELDS);
    }
  }

  private static byte[] mutated(Random random) {
    String head = HEADS[random.nextInt(HEADS.length)];
    StringBuilder text =
        new StringBuilder(new String(TestBytes.of(head), StandardCharsets.ISO_8859_1));
    for (int times = random.nextInt(4); times > 0; times--) {
      int at = random.nextInt(text.length());
      char special = (char) (SPECIAL[random.nextInt(SPECIAL.length)] & 0xff);
      switch (random.nextInt(5)) {
        case 0 -> text.deleteCharAt(at);
        case 1 -> text.insert(at, special);
        case 2 -> text.setCharAt(at, special);
        case 3 -> insertLineOf(HEADS[random.nextInt(HEADS.length)], text, random);
        default -> text.insert(at, text.charAt(random.nextInt(text.length())));
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void insertLineOf(String head, StringBuilder text, Random random) {
    String[] lines = head.replaceFirst("^\\|+", "").split("\\|", -1);
    if (lines.length > 3) {
      int end = Math.max(0, text.lastIndexOf("\r\n"));
      text.insert(end, lines[1 + random.nextInt(lines.length - 3)] + "\r\n");
    }
  }
}
