package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalPathTest {
  private static final String[] PARTS = {
    "/", "//", ".", "..", "a", "%2e", "%2E", "%2f", "%61", "%", "%4", "%zz", "~", "%7E", "\\", "é"
  };

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "'', /",
    "?q, /",
    "/a/b, /a/b",
    "/a/b?x=/../c, /a/b",
    "/a/./b, /a/b",
    "/a/../b, /b",
    "/a/.., /",
    "/a/b/.., /a/",
    "/a/., /a/",
    "/../../a, /a",
    "/%61dmin/, /admin/",
    "/x/%2e%2e/admin, /admin",
    "/x/.%2E/admin, /admin",
    "/%7Euser, /~user",
    "/a%2Fb, /a%2Fb",
    "/a%2fb, /a%2fb",
    "/a//b, /a//b",
    "/a/...//b, /a/...//b",
    "/.well-known/x, /.well-known/x",
    "/a%, /a%",
    "/a%4, /a%4",
    "/a%zz, /a%zz",
    "/%25%36%31, /%25%36%31",
  })
  void theNormalPath(String target, String expected) {
    assertThat(normal(target)).isEqualTo(expected.replace("%36%31", "61"));
  }

  @Test
  void laws() {
    long seed = 20_261_121;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int parts = random.nextInt(9); parts > 0; parts--) {
        path.append(PARTS[random.nextInt(PARTS.length)]);
      }
      String once = normal(path.toString());
      String as = "seed " + seed + ", case " + i + ": " + path + " -> " + once;
      assertThat(once).as(as).startsWith("/");
      assertThat(List.of(once.split("/", -1))).as(as).doesNotContain(".", "..");
      assertThat(once).as(as).doesNotContainIgnoringCase("%2e", "%61", "%7e");
      if (!once.contains("%")) {
        assertThat(normal(once)).as(as).isEqualTo(once);
      }
    }
  }

  @Test
  void onlyTheGivenBytesCount() {
    byte[] bytes = "GET /a/../b HTTP/1.1".getBytes(ISO_8859_1);
    assertThat(NormalPath.of(bytes, 4, 11)).isEqualTo("/b");
  }

  private static String normal(String target) {
    byte[] bytes = target.getBytes(ISO_8859_1);
    return NormalPath.of(bytes, 0, bytes.length);
  }
}
