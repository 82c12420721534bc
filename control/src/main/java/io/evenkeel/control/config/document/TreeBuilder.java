package io.evenkeel.control.config.document;

import io.evenkeel.control.config.document.Value.Entry;
import io.evenkeel.control.config.document.Value.Form;
import io.evenkeel.control.config.document.Value.Listing;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Builds the tree of one document from the parser's events, with a stack instead of recursion, so
 * that depth costs nothing. An alias is the very value of its anchor; how much it stands for counts
 * against the budget, which is what defuses "billion laughs". Called from the thread that reads.
 */
final class TreeBuilder {
  /** Stops the reading of a document after its finding has been added. */
  static final class Abandoned extends Exception {
    Abandoned() {
      super("abandoned: see the findings", null, false, false);
    }
  }

  private final Marks marks;
  private final Findings findings;
  private final Variables variables;
  private final Budget budget;
  private final Map<Anchor, Value> anchors = new HashMap<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable Value root;

  TreeBuilder(Marks marks, Findings findings, Variables variables, Budget budget) {
    this.marks = marks;
    this.findings = findings;
    this.variables = variables;
    this.budget = budget;
  }

  /** A collection whose end has not come yet. */
  private static final class Open {
    final Place place;
    final @Nullable Anchor anchor;
    final boolean mapping;
    final List<Value> items = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    final Map<String, Place> seen = new HashMap<>();
    @Nullable Scalar key;
    int size = 1;

    Open(Place place, @Nullable Anchor anchor, boolean mapping) {
      this.place = place;
      this.anchor = anchor;
      this.mapping = mapping;
    }

    boolean awaitsKey() {
      return mapping && key == null;
    }
  }

  /** The document's value; null when it is empty. */
  @Nullable Value root() {
    return root;
  }

  void accept(Event event) throws Abandoned {
    switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case SequenceStart -> start((CollectionStartEvent) event, false);
      case MappingStart -> start((CollectionStartEvent) event, true);
      case SequenceEnd, MappingEnd -> end();
      case Alias -> alias((AliasEvent) event);
      case DocumentStart -> documentStart(event);
      case DocumentEnd, StreamStart, StreamEnd, Comment -> {}
    }
  }

  private void documentStart(Event event) throws Abandoned {
    if (root != null) {
      throw abandon(
          Code.YAML_FEATURE,
          marks.place(event),
          "a second document in one file",
          "keep one document, or split the file and include the others");
    }
  }

  private void scalar(ScalarEvent event) throws Abandoned {
    Place place = marks.place(event);
    refuseTag(event.getTag().orElse(null), place);
    if (event.getValue().length() > Budget.MAX_SCALAR) {
      throw abandon(
          Code.TOO_LARGE,
          place,
          "a text of "
              + event.getValue().length()
              + " characters (at most "
              + Budget.MAX_SCALAR
              + ")",
          "put long texts elsewhere");
    }
    Scalar scalar = new Scalar(place, event.getValue(), event.isPlain() ? Form.PLAIN : Form.QUOTED);
    Open parent = open.peek();
    if (parent != null && parent.awaitsKey()) {
      parent.key = scalar;
      return;
    }
    if (scalar.text().isEmpty() && scalar.isNull() && parent != null && parent.key != null) {
      // Nothing is written there, so the key is what can be pointed at.
      scalar = new Scalar(parent.key.place(), "", Form.PLAIN);
    }
    Scalar value = variables.substitute(scalar);
    anchor(event.getAnchor().orElse(null), value);
    add(value);
  }

  private void start(CollectionStartEvent event, boolean mapping) throws Abandoned {
    Place place = marks.place(event);
    Open parent = open.peek();
    if (parent != null && parent.awaitsKey()) {
      throw abandon(
          Code.YAML_FEATURE,
          place,
          "a key that is " + (mapping ? "a mapping" : "a list") + " (expected: a name)",
          "quote it if it was meant as text");
    }
    refuseTag(event.getTag().orElse(null), place);
    if (open.size() == Budget.MAX_DEPTH) {
      throw abandon(
          Code.TOO_LARGE,
          place,
          "values nested deeper than " + Budget.MAX_DEPTH + " levels",
          "no part of the configuration is that deep");
    }
    open.push(new Open(place, event.getAnchor().orElse(null), mapping));
  }

  private void end() throws Abandoned {
    Open done = open.pop();
    Value value =
        done.mapping
            ? new Mapping(done.place, done.entries, done.size)
            : new Listing(done.place, done.items, done.size);
    anchor(done.anchor, value);
    add(value);
  }

  private void alias(AliasEvent event) throws Abandoned {
    Place place = marks.place(event);
    Value value = anchors.get(event.getAlias());
    if (value == null) {
      String name = Quoted.printable(event.getAlias().getValue());
      boolean inside = open.stream().anyMatch(o -> event.getAlias().equals(o.anchor));
      throw abandon(
          Code.NOT_YAML,
          place,
          "alias *"
              + name
              + (inside ? " stands within its own anchor" : " has no anchor before it"),
          inside ? "a value cannot contain itself" : "mark the value meant with &" + name);
    }
    Open parent = open.peek();
    if (parent != null && parent.awaitsKey()) {
      throw abandon(Code.YAML_FEATURE, place, "an alias as a key", "write the name out");
    }
    if (!budget.takesValues(value.size() - 1)) {
      throw tooManyValues(place);
    }
    add(value);
  }

  private void add(Value value) throws Abandoned {
    if (!budget.takesValues(1)) {
      throw tooManyValues(value.place());
    }
    Open parent = open.peek();
    if (parent == null) {
      root = value;
      return;
    }
    parent.size += value.size();
    if (!parent.mapping) {
      parent.items.add(value);
    } else if (parent.key != null) {
      put(parent, parent.key, value);
      parent.key = null;
    }
  }

  private void put(Open parent, Scalar key, Value value) {
    Place first = parent.seen.putIfAbsent(key.text(), key.place());
    if (first == null) {
      parent.entries.add(new Entry(key.place(), key.text(), value));
      return;
    }
    findings.add(
        Code.DUPLICATE_KEY,
        "",
        key.place().span(),
        "key " + Quoted.of(key.text()) + " is already on line " + first.line() + " of this mapping",
        "remove one of the two");
  }

  private void anchor(@Nullable Anchor anchor, Value value) {
    if (anchor != null) {
      anchors.put(anchor, value);
    }
  }

  private void refuseTag(@Nullable String tag, Place place) throws Abandoned {
    if (tag != null) {
      throw abandon(
          Code.YAML_FEATURE,
          place,
          "the tag " + Quoted.of(tag) + " (expected: none; every key knows its type)",
          "remove the tag");
    }
  }

  private Abandoned tooManyValues(Place place) {
    return abandon(
        Code.TOO_LARGE,
        place,
        "more than " + Budget.MAX_VALUES + " values, aliases expanded",
        "spread the servers over several balancers");
  }

  private Abandoned abandon(Code code, Place place, String message, String help) {
    findings.add(code, "", place.span(), message, help);
    return new Abandoned();
  }
}
