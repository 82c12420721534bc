package io.evenkeel.control.store;

import io.evenkeel.core.model.HostPort;
import io.evenkeel.core.model.PoolName;
import io.evenkeel.core.model.ServerId;
import io.evenkeel.core.server.Hand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code hands.json}: what operators decided about single servers, so that a restart does not send
 * requests where somebody is at work. A damaged one is a problem to tell: nobody knows what was in
 * it. Any thread; waits for the disk.
 */
public final class HandFile {
  private final Layout layout;
  private final Disk disk;
  private final WriteGate gate;
  private final Consumer<StoreProblem> problems;
  private volatile List<KeptHand> kept = List.of();

  HandFile(Layout layout, Disk disk, WriteGate gate, Consumer<StoreProblem> problems) {
    this.layout = layout;
    this.disk = disk;
    this.gate = gate;
    this.problems = problems;
  }

  /** What was kept last, by this process or the one before. */
  public List<KeptHand> kept() {
    return kept;
  }

  /** Keeps {@code hands} and nothing else; durable when it returns. */
  public void keep(List<KeptHand> hands) throws StoreFailure {
    List<KeptHand> all = List.copyOf(hands);
    var _ =
        gate.write(() -> {
          Path temporary = layout.temporary("hands.json");
          disk.delete(temporary);
          disk.writeNew(
              temporary,
              SealedJson.seal(Map.of("hands", all.stream().map(HandFile::json).toList())));
          disk.rename(temporary, layout.hands());
          kept = all;
          return all;
        });
  }

  void load() {
    try {
      Fields json = new Fields(SealedJson.open(Files.readAllBytes(layout.hands())));
      kept = List.copyOf(json.list("hands", HandFile::hand));
    } catch (NoSuchFileException e) {
      kept = List.of();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      kept = List.of();
      problems.accept(
          new StoreProblem(
              layout.hands().toString(),
              "the hands on single servers are lost: " + e.getMessage(),
              "drain what must not serve again, see the audit; the next hand writes a new file"));
    }
  }

  private static Map<String, Object> json(KeptHand hand) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("pool", hand.server().pool().value());
    json.put("host", hand.server().address().host());
    json.put("port", hand.server().address().port());
    json.put("server", hand.name());
    json.put("kind", Fields.word(hand.kind()));
    json.put("by", hand.by());
    json.put("reason", hand.reason());
    json.put("until", text(hand.until()));
    json.put("deadline", text(hand.deadline()));
    return json;
  }

  private static KeptHand hand(Fields json) {
    return new KeptHand(
        new ServerId(
            new PoolName(json.text("pool")), new HostPort(json.text("host"), json.count("port"))),
        json.text("server"),
        json.word("kind", Hand.Kind.class),
        json.text("by"),
        json.text("reason"),
        moment(json.text("until")),
        moment(json.text("deadline")));
  }

  private static String text(@Nullable Instant moment) {
    return moment == null ? "" : moment.toString();
  }

  private static @Nullable Instant moment(String text) {
    return text.isEmpty() ? null : Instant.parse(text);
  }
}
