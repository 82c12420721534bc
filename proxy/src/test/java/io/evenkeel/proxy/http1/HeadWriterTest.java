package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeadWriterTest {
  private final HeadWriter writer = new HeadWriter();

  private String written() {
    return TestBytes.text(writer.bytes(), 0, writer.length());
  }

  @Test
  void writesAHead() {
    byte[] source = TestBytes.of("GET /x HTTP/1.0|Via: 1.0 a||");

    writer.copy(source, 0, 7).ascii(TestBytes.of("HTTP/1.1")).crlf();
    writer.field(TestBytes.of("Via: "), source, 22, 27).field(TestBytes.of("X: "), new byte[0]);
    writer.ascii(TestBytes.of("Content-Length: ")).decimal(0).octet(' ').decimal(10).crlf().crlf();

    assertThat(written())
        .isEqualTo("GET /x HTTP/1.1\r\nVia: 1.0 a\r\nX: \r\nContent-Length: 0 10\r\n\r\n");
  }

  @Test
  void writesEveryNumberOfDigits() {
    writer.decimal(Long.MAX_VALUE).octet(' ').decimal(9).octet(' ').decimal(1_000_000);

    assertThat(written()).isEqualTo("9223372036854775807 9 1000000");
    assertThatThrownBy(() -> writer.decimal(-1)).hasMessage("value: -1 (expected: >= 0)");
  }

  @Test
  void growsAndStartsOver() {
    byte[] piece = new byte[3000];
    writer.copy(piece, 0, 3000).copy(piece, 0, 3000).copy(piece, 1, 2);
    assertThat(writer.length()).isEqualTo(6001);

    writer.reset().octet('a');
    assertThat(written()).isEqualTo("a");
  }
}
