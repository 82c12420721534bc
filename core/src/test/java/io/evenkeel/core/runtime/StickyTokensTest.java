package io.evenkeel.core.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.balance.Hashing;
import io.evenkeel.core.model.BalancePolicy;
import io.evenkeel.core.model.Guards;
import io.evenkeel.core.model.HealthPolicy;
import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.Limits;
import io.evenkeel.core.model.Pool;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.Protection;
import io.evenkeel.core.model.RetryPolicy;
import io.evenkeel.core.model.Server;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.model.Timeouts;
import io.evenkeel.core.server.PoolState;
import io.evenkeel.core.server.ServerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StickyTokensTest {
  private static final StickySecrets KEY = _ -> new SigningKey("k".repeat(32).getBytes(UTF_8), "");
  private static final StickySecrets OTHER_KEY =
      _ -> new SigningKey("l".repeat(32).getBytes(UTF_8), "late");
  private static final Stickiness STICKY = new Stickiness.ByCookie("ek");

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 100, 5000})
  void everyServerIsFoundByItsOwnTokenOnly(int count) {
    List<ServerState> servers = servers("api", count);
    StickyTokens tokens = StickyTokens.of(pool("api", STICKY), servers, KEY);
    Set<String> seen = new HashSet<>();
    for (ServerState server : servers) {
      String token = token(tokens, server);
      assertThat(token).matches("[0-9a-f]{40}");
      assertThat(seen.add(token)).isTrue();
      assertThat(tokens.server(token)).isSameAs(server);
    }
  }

  @Test
  void noChangedDigitIsBelieved() {
    List<ServerState> servers = servers("api", 64);
    StickyTokens tokens = StickyTokens.of(pool("api", STICKY), servers, KEY);
    for (ServerState server : servers) {
      String token = token(tokens, server);
      for (int i = 0; i < token.length(); i++) {
        char other = token.charAt(i) == '0' ? '1' : '0';
        assertThat(tokens.server(token.substring(0, i) + other + token.substring(i + 1)))
            .as("digit %d of %s", i, token)
            .isNull();
      }
    }
  }

  @Test
  void noRandomTextIsBelieved() {
    StickyTokens tokens = StickyTokens.of(pool("api", STICKY), servers("api", 100), KEY);
    Random random = new Random(20_260_114);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      assertThat(tokens.server(HexFormat.of().formatHex(bytes))).isNull();
      assertThat(tokens.server(new String(bytes, ISO_8859_1))).isNull();
    }
    assertThat(tokens.server("z".repeat(40))).isNull();
    assertThat(tokens.server("-" + "0".repeat(39))).isNull();
  }

  /** What anybody could compute once: a hash of what the server is called. */
  @Test
  void aHashThatAnybodyCanComputeIsNotBelieved() {
    ServerState server = servers("api", 1).getFirst();
    StickyTokens tokens = StickyTokens.of(pool("api", STICKY), List.of(server), KEY);
    byte[] id = server.id().toString().getBytes(ISO_8859_1);
    String hash = HexFormat.of().toHexDigits(Hashing.hash(id, 0, id.length));
    assertThat(tokens.server(hash)).isNull();
    assertThat(tokens.server(hash + "0".repeat(24))).isNull();
  }

  @Test
  void tokensOfAnotherPoolOrSecretAreNotBelieved() {
    StickyTokens tokens = StickyTokens.of(pool("api", STICKY), servers("api", 50), KEY);
    List<ServerState> others = servers("web", 50);
    StickyTokens ofOtherPool = StickyTokens.of(pool("web", STICKY), others, KEY);
    List<ServerState> same = servers("api", 50);
    StickyTokens byOtherKey = StickyTokens.of(pool("api", STICKY), same, OTHER_KEY);
    assertThat(List.of(tokens.flaw(), byOtherKey.flaw())).containsExactly("", "late");
    others.forEach(server -> assertThat(tokens.server(token(ofOtherPool, server))).isNull());
    same.forEach(server -> assertThat(tokens.server(token(byOtherKey, server))).isNull());
  }

  @Test
  void whoHasTheSameSecretMakesTheSameTokens() {
    List<ServerState> here = servers("api", 20);
    List<ServerState> there = servers("api", 20);
    StickyTokens ours = StickyTokens.of(pool("api", STICKY), here, KEY);
    StickyTokens theirs = StickyTokens.of(pool("api", STICKY), there.reversed(), KEY);
    for (int i = 0; i < here.size(); i++) {
      assertThat(ours.server(token(theirs, there.get(i)))).isSameAs(here.get(i));
    }
  }

  @Test
  void nothingOfTheAddressShows() {
    ServerState server = servers("api", 1).getFirst();
    StickyTokens tokens = StickyTokens.of(pool("api", STICKY), List.of(server), KEY);
    assertThat(token(tokens, server))
        .doesNotContain("3000", HexFormat.of().toHexDigits((short) 3000));
  }

  @Test
  void withoutCookieOrSecretNothingIsSetAndNothingBelieved() {
    List<ServerState> servers = servers("api", 3);
    StickyTokens signed = StickyTokens.of(pool("api", STICKY), servers, KEY);
    for (StickyTokens none :
        List.of(
            StickyTokens.of(pool("api", new Stickiness.None()), servers, KEY),
            StickyTokens.of(pool("api", STICKY), servers, StickySecrets.NONE))) {
      for (ServerState server : servers) {
        assertThat(none.cookie(server)).isNull();
        assertThat(none.server(token(signed, server))).isNull();
      }
    }
  }

  private static String token(StickyTokens tokens, ServerState server) {
    String cookie = new String(Objects.requireNonNull(tokens.cookie(server)), ISO_8859_1);
    assertThat(cookie).startsWith("ek=");
    return cookie.substring(3);
  }

  private static List<ServerState> servers(String pool, int count) {
    List<ServerState> servers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ServerId id =
          new ServerId(new PoolName(pool), new HostPort("10.0." + i / 250 + "." + i % 250, 3000));
      servers.add(new ServerState(id, i, 10, PoolState.fresh()));
    }
    return servers;
  }

  private static Pool pool(String name, Stickiness sticky) {
    return new Pool(
        new PoolName(name),
        List.of(Server.of("a", new HostPort("10.0.0.1", 1))),
        new BalancePolicy.PowerOfTwo(),
        sticky,
        HealthPolicy.NONE,
        Limits.DEFAULT,
        RetryPolicy.DEFAULT,
        Duration.ZERO,
        Timeouts.DEFAULT,
        Guards.DEFAULT,
        Protection.DEFAULT);
  }
}
