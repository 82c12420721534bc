package io.evenkeel.app.cli;

import io.evenkeel.app.cli.text.NextCommands;
import io.evenkeel.app.run.RunNote;
import io.evenkeel.app.run.StateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the admin listener of a running balancer.
 *
 * <p>HttpURLConnection and not java.net.http: a few requests per process, and the old client starts
 * four times as fast.
 */
final class AdminClient {
  /** Loopback, or a network of one's own: who has not answered by then is hung. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Several rounds of every changed check to every server, and a forecast: 30 s at the most. */
  static final Duration PATIENCE_FOR_PLANS = Duration.ofSeconds(60);

  /** The balancer takes no longer name. */
  private static final int LONGEST_USER = 128;

  private final URI base;
  private final String token;
  private final String user;
  private final String startCommand;

  private AdminClient(URI base, String token, String user, String startCommand) {
    this.base = base;
    this.token = token;
    this.user = user;
    this.startCommand = startCommand;
  }

  /** For the URL the operator gave, or else the balancer that runs on this machine. */
  static AdminClient of(GlobalOptions options, Map<String, String> env) throws CommandFailure {
    String url = options.admin();
    return new AdminClient(
        parse(url != null ? url : running(options, env)),
        options.token(env),
        // Header fields are ASCII; whoever is called otherwise is still told apart from others.
        userOf(env).replaceAll("[^!-~]", "?"),
        "evenkeel run --config " + NextCommands.quoted(options.configFile().toString()));
  }

  /** {@code /api/v1/} and {@code segments}, which may hold anything. */
  static String path(String... segments) {
    StringBuilder path = new StringBuilder("/api/v1");
    for (String segment : segments) {
      path.append('/').append(URLEncoder.encode(segment, StandardCharsets.UTF_8));
    }
    return path.toString().replace("+", "%20");
  }

  /** The JSON at {@code path}. */
  JsonNode get(String path) throws CommandFailure {
    return json(path, text(path));
  }

  /** What is at {@code path}, as it came. */
  String text(String path) throws CommandFailure {
    return ask("GET", path, "", PATIENCE);
  }

  /** What is answered to {@code body}, a JSON object, within {@code patience}. */
  JsonNode post(String path, JsonNode body, Duration patience) throws CommandFailure {
    return json(path, ask("POST", path, body.toString(), patience));
  }

  private String ask(String method, String path, String body, Duration patience)
      throws CommandFailure {
    try {
      HttpURLConnection connection = connection(method, path, patience);
      if (method.equals("POST")) {
        send(connection, body.getBytes(StandardCharsets.UTF_8));
      }
      int status = connection.getResponseCode();
      String answer = read(connection, status);
      if (status >= 300) {
        throw BalancerRefused.of(method + " " + base + path, status, answer);
      }
      return answer;
    } catch (SocketTimeoutException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "no answer from "
              + base
              + " within "
              + patience.toSeconds()
              + " s\n  what it did is in: evenkeel history, evenkeel audit");
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.FAILURE,
          "no balancer answers at "
              + base
              + " ("
              + e.getMessage()
              + ")\n  is it running? start it: "
              + startCommand
              + "\n  does it run elsewhere? name its admin listener: --admin http://127.0.0.1:9900");
    }
  }

  private HttpURLConnection connection(String method, String path, Duration patience)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) PATIENCE.toMillis());
    connection.setReadTimeout((int) patience.toMillis());
    connection.setRequestProperty("Accept", "application/json");
    if (!user.isEmpty()) {
      connection.setRequestProperty("X-Evenkeel-User", user);
    }
    if (!token.isEmpty()) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    return connection;
  }

  /** Of a known length, because otherwise Java sends a POST a second time when no answer comes. */
  private static void send(HttpURLConnection connection, byte[] body) throws IOException {
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
  }

  private static String read(HttpURLConnection connection, int status) throws IOException {
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private JsonNode json(String path, String text) throws CommandFailure {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new CommandFailure(
          ExitCode.FAILURE, base + path + " answered with something that is no JSON");
    }
  }

  private static String userOf(Map<String, String> env) {
    String user = env.getOrDefault("USER", System.getProperty("user.name", ""));
    return user.substring(0, Math.min(user.length(), LONGEST_USER));
  }

  private static String running(GlobalOptions options, Map<String, String> env)
      throws CommandFailure {
    List<RunNote> notes =
        StateFolder.known(env).stream()
            .flatMap(folder -> folder.running().stream())
            .filter(note -> !note.admin().isEmpty())
            .toList();
    List<RunNote> ofThisFile =
        notes.stream()
            .filter(
                note -> Path.of(note.config()).normalize().toString().equals(options.configName()))
            .toList();
    if (notes.size() > 1 && ofThisFile.size() != 1) {
      StringBuilder choice =
          new StringBuilder("several balancers run here, name one with --admin:");
      for (RunNote note : notes) {
        choice.append("\n  --admin ").append(note.admin()).append("   ").append(note.config());
      }
      throw new CommandFailure(ExitCode.FAILURE, choice.toString());
    }
    if (ofThisFile.size() == 1) {
      return ofThisFile.getFirst().admin();
    }
    return notes.isEmpty() ? "http://127.0.0.1:9900" : notes.getFirst().admin();
  }

  private static URI parse(String url) throws CommandFailure {
    try {
      URI uri = new URI(url.contains("://") ? url : "http://" + url);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Answered below like every other thing that is no URL.
    }
    throw new CommandFailure(
        ExitCode.USAGE, "--admin " + url + " (expected: a URL such as http://127.0.0.1:9900)");
  }
}
