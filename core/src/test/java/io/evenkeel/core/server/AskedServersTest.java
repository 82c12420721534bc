package io.evenkeel.core.server;

import static io.evenkeel.core.Fixtures.API;
import static io.evenkeel.core.Fixtures.OK;
import static io.evenkeel.core.Fixtures.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.core.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AskedServersTest {
  private final PoolState pool = PoolState.fresh();
  private final List<ServerState> servers = new ArrayList<>();

  private void servers(int n) {
    for (int i = 0; i < n; i++) {
      servers.add(new ServerState(new ServerId(API, address(i)), i, 1_000, pool));
    }
  }

  private void ask(int i, int lane) {
    servers.get(i).tryStart(0);
    servers.get(i).finished(OK, lane, 0);
  }

  private List<Integer> taken() {
    List<Integer> taken = new ArrayList<>();
    pool.asked().take(server -> taken.add(server.slot()));
    return taken;
  }

  @Test
  void aServerComesOnceHoweverOftenItWasAsked() {
    servers(3);
    assertThat(taken()).isEmpty();
    ask(2, 0);
    ask(0, 0);
    ask(2, 0);
    assertThat(taken()).containsExactlyInAnyOrder(0, 2);
    assertThat(taken()).isEmpty();
    ask(2, 0);
    assertThat(taken()).containsExactly(2);
  }

  @Test
  void aRequestThatIsNotLetInIsNone() {
    servers(1);
    servers.getFirst().maxRequests(0);
    assertThat(servers.getFirst().tryStart(0)).isFalse();
    assertThat(taken()).isEmpty();
  }

  @Test
  void askedWhileItIsHandedOverItComesAgain() {
    servers(1);
    ask(0, 0);
    pool.asked().take(_ -> ask(0, 0));
    assertThat(taken()).containsExactly(0);
  }

  /** A server that were lost would never be looked at again. */
  @Test
  void noneIsLostBetweenLoopsAndTheOneThatTakes() throws InterruptedException {
    int n = 8;
    int loops = 3;
    int requests = 200_000;
    servers(n);
    AtomicInteger running = new AtomicInteger(loops);
    List<Thread> threads = new ArrayList<>();
    for (int loop = 0; loop < loops; loop++) {
      int lane = loop;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < requests; i++) {
                  ask((i * 5 + lane) % n, lane);
                }
                running.decrementAndGet();
              }));
    }
    long takes = 0;
    while (running.get() > 0) {
      takes += taken().size();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    takes += taken().size();
    assertThat(takes).isBetween((long) n, (long) loops * requests);
    assertThat(servers.stream().mapToLong(ServerState::finishedAttempts).sum())
        .isEqualTo((long) loops * requests);
    for (int i = 0; i < n; i++) {
      ask(i, 0);
    }
    assertThat(taken()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
  }
}
