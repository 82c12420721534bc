package io.evenkeel.proxy.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class AccessLineTest {
  private static final long SEED = 20_260_102;

  private final AccessLine line = new AccessLine();
  private final AccessEntry entry = new AccessEntry();

  private String write() {
    byte[] buffer = new byte[line.maxLength(entry) + 7];
    int end = line.write(buffer, 7, entry);
    return new String(buffer, 7, end - 7, ISO_8859_1);
  }

  @Test
  void tellsEverything() {
    Lines.typical(entry)
        .text(LogText.REQUEST_ID, Lines.bytes("[r-1]"), 1, 4)
        .text(LogText.SERVER_ADDRESS, Lines.bytes("10.0.0.1:3000"))
        .text(LogText.DETAILS, Lines.bytes("no \"route\""))
        .text(LogText.USER_AGENT, Lines.bytes("curl/8"))
        .connectNanos(1000)
        .minorVersion(0)
        .error(ProxyError.CONNECTION_REFUSED)
        .termination(Termination.CLIENT_GONE);
    assertThat(write())
        .isEqualTo(
            "{\"time\":\"2026-09-21T14:13:20.123Z\",\"protocol\":\"HTTP/1.0\",\"status\":200,"
                + "\"listener\":\"web\",\"client\":\"192.0.2.17\",\"method\":\"GET\","
                + "\"target\":\"/v1/customers/4711/orders?page=2\",\"host\":\"api.example.com\","
                + "\"requestId\":\"r-1\",\"route\":\"0\",\"pool\":\"api\",\"server\":\"api-1\","
                + "\"serverAddress\":\"10.0.0.1:3000\",\"details\":\"no \\\"route\\\"\","
                + "\"userAgent\":\"curl/8\",\"requestBytes\":312,\"responseBytes\":2048,"
                + "\"totalMicros\":3141,\"serverMicros\":2718,\"connectMicros\":1,\"attempts\":1,"
                + "\"error\":\"connection_refused\",\"termination\":\"client-gone\"}\n");
  }

  @Test
  void tellsOfRetriesAndHedgesWhereThereWereAny() {
    Lines.typical(entry);
    assertThat(write()).doesNotContain("retries").doesNotContain("hedged");
    Lines.typical(entry).attempts(4).retries(2).hedged(true);
    assertThat(write()).contains("\"attempts\":4,\"retries\":2,\"hedged\":true,");
  }

  @Test
  void everyByteStringComesBackAndStaysInItsField() {
    Random random = new Random(SEED);
    for (int round = 0; round < 5_000; round++) {
      entry.clear();
      Map<LogText, byte[]> sources = new EnumMap<>(LogText.class);
      for (LogText text : LogText.ALL) {
        byte[] source = new byte[random.nextInt(random.nextBoolean() ? 24 : 1000)];
        fill(source, random);
        sources.put(text, source);
        entry.text(text, source);
      }
      String written = write();
      assertThat(written).as("seed %d round %d", SEED, round).matches("[\\x20-\\x7e]*\\n");
      JsonNode read = Lines.parse(written);
      for (Map.Entry<LogText, byte[]> sent : sources.entrySet()) {
        expectText(read.get(nameOf(sent.getKey())).stringValue(), sent.getValue(), round);
      }
      assertThat(written.length()).isLessThanOrEqualTo(AccessLine.MAX_LENGTH);
    }
  }

  /** Half of the sources are mostly harmless, as requests are; half are noise. */
  private static void fill(byte[] source, Random random) {
    random.nextBytes(source);
    if (random.nextBoolean()) {
      for (int i = 0; i < source.length; i++) {
        source[i] = random.nextInt(20) == 0 ? source[i] : (byte) ('a' + random.nextInt(26));
      }
    }
  }

  private static void expectText(String read, byte[] source, int round) {
    String whole = new String(source, ISO_8859_1);
    if (read.endsWith("…")) {
      assertThat(whole).as("round %d", round).startsWith(read.substring(0, read.length() - 1));
      assertThat(read.length()).isLessThanOrEqualTo(source.length);
    } else {
      assertThat(read).as("seed %d round %d", SEED, round).isEqualTo(whole);
    }
  }

  private static String nameOf(LogText text) {
    String key = new String(text.key, ISO_8859_1);
    return key.substring(2, key.length() - 3);
  }

  @Test
  void hostileLengthsAreCutAndFitIntoTheRing() {
    byte[] endless = new byte[100_000];
    Arrays.fill(endless, (byte) '\n');
    for (LogText text : LogText.ALL) {
      entry.text(text, endless);
    }
    entry.bytes(Long.MAX_VALUE, Long.MAX_VALUE).totalNanos(Long.MAX_VALUE).attempts(99).retries(99);
    entry.hedged(true);
    assertThat(write().length()).isLessThan(AccessLine.MAX_LENGTH).isLessThan(LogRing.CHUNK);
    assertThat(Lines.parse(write()).get("target").stringValue()).endsWith("\n…");
  }

  @Test
  void timestampsAreThoseOfTheJdk() {
    DateTimeFormatter expected =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    Timestamp timestamp = new Timestamp();
    Random random = new Random(SEED);
    byte[] written = new byte[Timestamp.LENGTH];
    for (int round = 0; round < 20_000; round++) {
      long millis = random.nextLong(253_402_300_800_000L); // to the end of 9999
      timestamp.write(written, 0, millis * 1000 + 999);
      assertThat(new String(written, ISO_8859_1))
          .isEqualTo(expected.format(Instant.ofEpochMilli(millis)));
    }
  }

  @Test
  void numbersAreDecimal() {
    byte[] written = new byte[20];
    for (long value : new long[] {0, 9, 10, 99, 100, 12_345, Long.MAX_VALUE, -1, -80}) {
      int end = JsonLine.number(written, 0, value);
      assertThat(new String(written, 0, end, ISO_8859_1)).isEqualTo(Long.toString(value));
    }
  }
}
