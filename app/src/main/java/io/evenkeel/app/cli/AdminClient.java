package io.evenkeel.app.cli;

import io.evenkeel.app.run.RunNote;
import io.evenkeel.app.run.StateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the admin listener of a running balancer.
 *
 * <p>HttpURLConnection and not java.net.http: one request per process, and the old client starts
 * four times as fast.
 */
final class AdminClient {
  /** Loopback, or a network of one's own: who has not answered by then is hung. */
  private static final int TIMEOUT_MILLIS = 5000;

  private final URI base;

  private AdminClient(URI base) {
    this.base = base;
  }

  /** For the URL the operator gave, or else the balancer that runs on this machine. */
  static AdminClient of(@Nullable String url, Map<String, String> env) throws CommandFailure {
    return new AdminClient(parse(url != null ? url : running(env)));
  }

  /** The body of {@code path}; an error status is a failure. */
  byte[] get(String path) throws CommandFailure {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) base.resolve(path).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        throw new CommandFailure(
            ExitCode.FAILURE, base + path + " answered " + status + " (expected: 200)");
      }
      try (InputStream in = connection.getInputStream()) {
        return in.readAllBytes();
      }
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "no balancer answers at "
              + base
              + " ("
              + e.getMessage()
              + ")\n  is it running? start it: evenkeel run --config FILE"
              + "\n  does it run elsewhere? name its admin listener: --admin http://127.0.0.1:9900");
    }
  }

  private static String running(Map<String, String> env) throws CommandFailure {
    List<RunNote> notes =
        StateFolder.known(env).stream()
            .flatMap(folder -> folder.running().stream())
            .filter(note -> !note.admin().isEmpty())
            .toList();
    if (notes.size() > 1) {
      StringBuilder choice =
          new StringBuilder("several balancers run here, name one with --admin:");
      for (RunNote note : notes) {
        choice.append("\n  --admin ").append(note.admin()).append("   ").append(note.config());
      }
      throw new CommandFailure(ExitCode.FAILURE, choice.toString());
    }
    return notes.isEmpty() ? "http://127.0.0.1:9900" : notes.getFirst().admin();
  }

  private static URI parse(String url) throws CommandFailure {
    try {
      URI uri = new URI(url.contains("://") ? url : "http://" + url);
      if (uri.getHost() != null && "http".equals(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Answered below like every other thing that is no URL.
    }
    throw new CommandFailure(
        ExitCode.USAGE, "--admin " + url + " (expected: a URL such as http://127.0.0.1:9900)");
  }
}
