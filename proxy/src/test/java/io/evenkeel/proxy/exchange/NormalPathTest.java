package io.evenkeel.proxy.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NormalPathTest {
  @Test
  void whatServersTakeForTheSameIsTheSame() {
    for (String path :
        List.of(
            "/admin/x",
            "//admin/x",
            "/admin//x",
            "/./admin/x",
            "/a/../admin/x",
            "/%61dmin/x",
            "/admin%2fx",
            "/admin%2Fx",
            "/admin%5cx",
            "/admin;v=1/x",
            "/;a/admin;b;c/x;d",
            "/%2e/admin/x",
            "/a/%2e%2e/admin/x",
            "/../admin/x",
            "/admin/./x",
            "/%2fadmin/x",
            "/admin/x?/../y",
            "/.;/admin/x",
            "/admin/y/..//x")) {
      assertThat(normal(path)).as(path).isEqualTo("/admin/x");
    }
  }

  @Test
  void aPathThatClimbsInOneReadingOnlyHasNone() {
    for (String path :
        List.of(
            "/a/..;/b",
            "/a/..;x=y/b",
            "/a%2f../b",
            "/a%2f..%2fb",
            "/a/..%2fb",
            "/a/..%5cb",
            "/a/%2e%2e%2fb",
            "/a//../b",
            "/a;/../b",
            "/a/%2e.;/b",
            "/a/..%2f",
            "/%5c../b")) {
      assertThat(normal(path)).as(path).isEqualTo(NormalPath.AMBIGUOUS);
    }
  }

  @Test
  void ordinaryPathsStayAsTheyAre() {
    for (String path :
        List.of(
            "/", "/a", "/a/", "/.well-known/x", "/a..b/...", "/a.b/c", "/caf%C3%A9", "/%25", "*")) {
      assertThat(normal(path)).as(path).isEqualTo(path);
    }
    assertThat(normal("")).isEqualTo("/");
    assertThat(normal("?a=/../b")).isEqualTo("/");
    assertThat(normal("/a/.")).isEqualTo("/a/");
    assertThat(normal("/a/b/..")).isEqualTo("/a/");
    assertThat(normal("/..")).isEqualTo("/");
  }

  /**
   * A path without doubt is read alike by a server that knows only RFC 3986 and by a generous one.
   */
  @Test
  void noReadingClimbsOutOfTheNormalPath() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<String> parts =
        List.of("/", "/", "a", "b", ".", "..", "%2e", "%2f", "%5c", ";", ";x", "%61", "%252f", "=");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder path = new StringBuilder("/");
      for (int n = random.nextInt(10); n > 0; n--) {
        path.append(parts.get(random.nextInt(parts.size())));
      }
      String normal = normal(path.toString());
      if (normal.equals(NormalPath.AMBIGUOUS)) {
        continue;
      }
      String what = "seed " + seed + ": " + path + " is " + normal;
      assertThat(normal(normal)).as("again, " + what).isEqualTo(normal);
      assertThat(names(generous(path.toString()))).as(what).isEqualTo(names(normal));
      String strict = path.toString().replace("%2e", ".").replace("%61", "a");
      assertThat(names(generous(resolved(strict)))).as("strict, " + what).isEqualTo(names(normal));
    }
  }

  /** Everything decoded and every parameter gone before segments are looked at, as Tomcat does. */
  private static String generous(String path) {
    String decoded = path.replaceAll("%2f|%5c", "/").replace("%2e", ".").replace("%61", "a");
    return resolved(decoded.replaceAll(";[^/]*", ""));
  }

  /** RFC 3986, 5.2.4, on segments. */
  private static String resolved(String path) {
    List<String> kept = new ArrayList<>();
    for (String segment : path.substring(1).split("/", -1)) {
      if (segment.equals("..")) {
        if (!kept.isEmpty()) {
          kept.removeLast();
        }
      } else if (!segment.equals(".")) {
        kept.add(segment);
      }
    }
    return "/" + String.join("/", kept);
  }

  private static List<String> names(String path) {
    List<String> names = new ArrayList<>(List.of(path.split("/", -1)));
    names.removeIf(String::isEmpty);
    return names;
  }

  private static String normal(String path) {
    byte[] bytes = path.getBytes(ISO_8859_1);
    return NormalPath.of(bytes, 0, bytes.length);
  }
}
