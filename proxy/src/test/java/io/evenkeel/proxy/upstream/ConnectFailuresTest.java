package io.evenkeel.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.unix.Errors;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectFailuresTest {
  @ParameterizedTest(name = "errno {0}: {1}")
  @CsvSource({
    "1, LOCAL", // EPERM: a firewall of our own
    "11, LOCAL", // EAGAIN: no ports
    "23, LOCAL", // ENFILE
    "24, LOCAL", // EMFILE
    "99, LOCAL", // EADDRNOTAVAIL: no ports
    "101, UNREACHABLE", // ENETUNREACH
    "104, REFUSED", // ECONNRESET
    "105, LOCAL", // ENOBUFS
    "110, TIMED_OUT", // ETIMEDOUT
    "111, REFUSED", // ECONNREFUSED
    "113, UNREACHABLE", // EHOSTUNREACH
  })
  void whatTheNativeTransportsThrow(int errno, ConnectFailure expected) {
    Throwable thrown = catchThrowable(() -> Errors.handleConnectErrno("connect", -errno));

    assertThat(ConnectFailures.kindOf(thrown)).isEqualTo(expected);
  }

  @Test
  void whatNioThrows() {
    assertThat(ConnectFailures.kindOf(new ConnectException("Connection refused")))
        .isEqualTo(ConnectFailure.REFUSED);
    assertThat(ConnectFailures.kindOf(new NoRouteToHostException("No route to host")))
        .isEqualTo(ConnectFailure.UNREACHABLE);
    assertThat(ConnectFailures.kindOf(new BindException("Cannot assign requested address")))
        .isEqualTo(ConnectFailure.LOCAL);
  }

  @Test
  void whatNettyThrows() {
    assertThat(ConnectFailures.kindOf(new ConnectTimeoutException("timed out")))
        .isEqualTo(ConnectFailure.TIMED_OUT);
    assertThat(ConnectFailures.kindOf(new ChannelException("Too many open files")))
        .isEqualTo(ConnectFailure.LOCAL);
  }
}
