package io.evenkeel.proxy.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ClientConnectionsTest {
  private static final long SEED = 42;

  @Test
  void countsLikeAMap() {
    Random random = new Random(SEED);
    ClientConnections counted = new ClientConnections();
    Map<Long, Integer> expected = new HashMap<>();
    List<Long> open = new ArrayList<>();
    for (int step = 0; step < 200_000; step++) {
      boolean filling = (step / 20_000) % 2 == 0;
      if (open.isEmpty() || random.nextInt(10) < (filling ? 7 : 3)) {
        long client = 0xffff_ffff_0a00_0000L + random.nextInt(3000);
        boolean admitted = expected.getOrDefault(client, 0) < 5;
        assertThat(counted.add(client, 5)).as("seed %d step %d", SEED, step).isEqualTo(admitted);
        if (admitted) {
          expected.merge(client, 1, Integer::sum);
          open.add(client);
        }
      } else {
        int last = open.size() - 1;
        int one = random.nextInt(open.size());
        long client = open.get(one);
        open.set(one, open.get(last));
        open.remove(last);
        counted.remove(client);
        expected.merge(client, -1, Integer::sum);
      }
    }
    expected.forEach(
        (client, count) -> assertThat(counted.of(client)).as("seed %d", SEED).isEqualTo(count));
  }

  @Test
  void largestClientsComeFirst() {
    ClientConnections counted = new ClientConnections();
    for (int client = 1; client <= 100; client++) {
      for (int i = 0; i < client; i++) {
        counted.add(client, 1_000);
      }
    }
    counted.remove(1);
    assertThat(counted.clients()).isEqualTo(99);
    assertThat(counted.largest(3)).containsExactly(100, 99, 98);
    assertThat(counted.largest(1_000)).hasSize(99).startsWith(100).endsWith(2);
  }

  @Test
  void removingWhatIsNotThereIsAnError() {
    ClientConnections counted = new ClientConnections();
    assertThatThrownBy(() -> counted.remove(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void clientsAreIpv4AddressesAndIpv6Networks() throws UnknownHostException {
    assertThat(key("192.0.2.1")).isNotEqualTo(key("192.0.2.2"));
    assertThat(key("2001:db8:0:1::1")).isEqualTo(key("2001:db8:0:1:ffff::2"));
    assertThat(key("2001:db8:0:1::1")).isNotEqualTo(key("2001:db8:0:2::1"));
    assertThat(key("::1")).isNotEqualTo(key("127.0.0.1")).isNotEqualTo(ClientKey.NONE);
    assertThat(ClientKey.of(new DomainSocketAddress("/x"))).isEqualTo(ClientKey.NONE);
    assertThat(ClientKey.of(null)).isEqualTo(ClientKey.NONE);
  }

  private static long key(String address) throws UnknownHostException {
    return ClientKey.of(new InetSocketAddress(InetAddress.getByName(address), 1));
  }
}
