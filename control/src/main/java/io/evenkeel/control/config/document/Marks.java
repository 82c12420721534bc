package io.evenkeel.control.config.document;

import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** From the parser's marks (0-based) to places (1-based) in one source. */
final class Marks {
  private final Source source;

  Marks(Source source) {
    this.source = source;
  }

  /** From the event's start to its end, or to the end of the line where it starts. */
  Place place(Event event) {
    Mark start = event.getStartMark().orElse(null);
    Mark end = event.getEndMark().orElse(null);
    if (start == null || end == null) {
      return source.start();
    }
    int length = end.getIndex() - start.getIndex();
    if (end.getLine() != start.getLine()) {
      String line = source.line(start.getLine() + 1).stripTrailing();
      length = line.codePointCount(0, line.length()) - start.getColumn();
    }
    return new Place(source, start.getLine() + 1, start.getColumn() + 1, Math.max(1, length));
  }

  Place place(Mark mark) {
    return new Place(source, mark.getLine() + 1, mark.getColumn() + 1, 1);
  }
}
