package io.evenkeel.proxy.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
  private static boolean isValid(String authority) {
    byte[] bytes = TestBytes.of(authority);
    return Authority.isValid(bytes, 0, bytes.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Shop.Test.",
        "under_score",
        "a:",
        "a:0",
        "a:65535",
        "10.0.0.1:80",
        "a%2dB",
        "[::]",
        "[::1]:80",
        "[1::]",
        "[1:2:3:4:5:6:7:8]",
        "[1:2:3::5:6:7:8]",
        "[::ffff:10.1.2.3]",
        "[1:2:3:4:5:6:10.1.2.3]",
      })
  void acceptsHostsWithOptionalPorts(String authority) {
    assertThat(isValid(authority)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "a:b",
        "a:65536",
        "a:000080",
        "a:80:80",
        "a b",
        "a,b",
        "u@a",
        "a/b",
        "a?b",
        "a%2",
        "a%g0",
        "\u00fc",
        "[",
        "[]",
        "[:]",
        "[::1",
        "[::1]x",
        "[:::]",
        "[1::2::3]",
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[1:2:3:4:5:6:7:8::]",
        "[1:2:3:4:5:6:7:]",
        "[:1:2:3:4:5:6:7]",
        "[12345::]",
        "[g::]",
        "[::10.1.2]",
        "[::10.1.2.256]",
        "[::10.1.2.3:1]",
        "[1:2:3:4:5:6:7:10.1.2.3]",
        "[fe80::1%25eth0]",
        "[v1.a]",
      })
  void refusesEverythingElse(String authority) {
    assertThat(isValid(authority)).isFalse();
  }
}
