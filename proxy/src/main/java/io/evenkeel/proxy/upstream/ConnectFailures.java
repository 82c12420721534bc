package io.evenkeel.proxy.upstream;

import io.evenkeel.core.server.AttemptResult.ConnectFailure;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * From what a transport throws to the kind of failure. The native transports say the system's error
 * number in the message only: {@code connect(..) failed with error(-99): ...}; its text depends on
 * the system's language, the number does not.
 */
final class ConnectFailures {
  private static final Pattern ERRNO = Pattern.compile("error\\(-(\\d+)\\)");

  private ConnectFailures() {}

  static ConnectFailure kindOf(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException _ -> ConnectFailure.TIMED_OUT;
      case NoRouteToHostException _ -> ConnectFailure.UNREACHABLE;
      case BindException _ -> ConnectFailure.LOCAL;
      case ConnectException e -> byNumber(e);
      case ChannelException _ -> ConnectFailure.LOCAL;
      case IOException e -> byNumber(e);
      default -> ConnectFailure.LOCAL;
    };
  }

  /** What to tell people, without the address. */
  static String detailOf(ConnectFailure why, Throwable cause) {
    return switch (why) {
      case REFUSED -> "connection refused";
      case TIMED_OUT -> "connect timeout";
      case UNREACHABLE -> "no route to the server";
      case LOCAL -> "local: " + cause.getMessage();
    };
  }

  private static ConnectFailure byNumber(IOException cause) {
    Matcher number = ERRNO.matcher(String.valueOf(cause.getMessage()));
    if (!number.find()) {
      return ConnectFailure.REFUSED; // NIO: "Connection refused" has no number
    }
    return switch (Integer.parseInt(number.group(1))) {
      case 104, 111 -> ConnectFailure.REFUSED; // ECONNRESET, ECONNREFUSED
      case 110 -> ConnectFailure.TIMED_OUT; // ETIMEDOUT
      case 100, 101, 112, 113 -> ConnectFailure.UNREACHABLE; // ENETDOWN, -UNREACH, EHOSTDOWN, -UNR.
      default -> ConnectFailure.LOCAL; // EADDRNOTAVAIL, EPERM of a firewall, EMFILE, ENOBUFS, ...
    };
  }
}
