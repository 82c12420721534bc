package io.evenkeel.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressResolverTest {
  private static final InetAddress OLD = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress NEW = InetAddress.ofLiteral("10.0.0.2");

  private final ArrayDeque<Runnable> lookups = new ArrayDeque<>();
  private final List<List<InetAddress>> answers = new ArrayList<>();
  private List<InetAddress> known = List.of(OLD);
  private int asked;
  private long nowNanos = Long.MAX_VALUE - AddressResolver.FRESH_NANOS; // overflows on the way
  private final AddressResolver resolver =
      new AddressResolver(this::lookUp, lookups::add, () -> nowNanos);

  private InetAddress[] lookUp(String name) throws UnknownHostException {
    asked++;
    if (known.isEmpty()) {
      throw new UnknownHostException(name);
    }
    return known.toArray(InetAddress[]::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "2001:db8::17"})
  void literalsNeedNoLookup(String literal) {
    resolve(literal);

    assertThat(answers).containsExactly(List.of(InetAddress.ofLiteral(literal)));
    assertThat(lookups).isEmpty();
  }

  @Test
  void oneLookupAnswersAllWhoWaitForTheName() {
    resolve("api");
    resolve("api");
    assertThat(answers).isEmpty();
    assertThat(lookups).hasSize(1);

    finishLookups();

    assertThat(answers).containsExactly(List.of(OLD), List.of(OLD));
    resolve("api");
    assertThat(answers).hasSize(3);
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void whatIsNotFreshIsAnsweredAtOnceAndAskedAgain() {
    resolve("api");
    finishLookups();
    nowNanos += AddressResolver.FRESH_NANOS;
    known = List.of(NEW);

    resolve("api");
    assertThat(answers.getLast()).isEqualTo(List.of(OLD));
    finishLookups();
    resolve("api");

    assertThat(answers.getLast()).isEqualTo(List.of(NEW));
    assertThat(asked).isEqualTo(2);
  }

  @Test
  void aDeadNameServiceDoesNotTakeKnownAddressesAwayForAnHour() {
    resolve("api");
    finishLookups();
    known = List.of();
    long until = nowNanos + AddressResolver.STALE_NANOS;
    while (until - nowNanos > 0) {
      resolve("api");
      assertThat(answers.getLast()).isEqualTo(List.of(OLD));
      finishLookups();
      nowNanos += AddressResolver.FRESH_NANOS;
    }

    resolve("api");
    finishLookups();

    assertThat(answers.getLast()).isEmpty();
  }

  @Test
  void aFailureIsNotAskedAgainWithinASecond() {
    known = List.of();
    resolve("api");
    finishLookups();
    nowNanos += AddressResolver.FAILED_NANOS - 1;
    resolve("api");
    assertThat(answers).containsExactly(List.of(), List.of());
    assertThat(asked).isEqualTo(1);

    nowNanos += 1;
    known = List.of(NEW);
    resolve("api");
    finishLookups();

    assertThat(answers.getLast()).isEqualTo(List.of(NEW));
  }

  @Test
  void aLoopThatEndedKeepsNobodyElseFromTheAnswer() {
    resolver.resolve(
        "api",
        _ -> {
          throw new RejectedExecutionException("loop ended");
        },
        answers::add);
    resolve("api");

    finishLookups();

    assertThat(answers).containsExactly(List.of(OLD));
  }

  private void resolve(String host) {
    resolver.resolve(host, Runnable::run, answers::add);
  }

  private void finishLookups() {
    while (!lookups.isEmpty()) {
      lookups.remove().run();
    }
  }
}
