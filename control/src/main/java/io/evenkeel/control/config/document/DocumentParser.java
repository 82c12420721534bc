package io.evenkeel.control.config.document;

import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.document.Value.Scalar;
import io.evenkeel.control.config.finding.Code;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.finding.Quoted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** From the text of one file to its tree. */
final class DocumentParser {
  /**
   * The size of the file is bounded before it is parsed ({@link Budget#MAX_BYTES}, and a byte is at
   * most one code point), aliases by {@link TreeBuilder}: the parser's own limits (3 Mi code
   * points, 50 aliases) would refuse what we promise to read. The buffer is larger than the default
   * 1,024 because every refill copies the rest of the window.
   */
  private static final LoadSettings SETTINGS =
      LoadSettings.builder()
          .setCodePointLimit(Budget.MAX_BYTES)
          .setMaxAliasesForCollections(Integer.MAX_VALUE)
          .setBufferSize(16 * 1024)
          .build();

  private final Findings findings;
  private final Variables variables;
  private final Budget budget;

  DocumentParser(Map<String, String> environment, Findings findings, Budget budget) {
    this.findings = findings;
    this.variables = new Variables(environment, findings, budget);
    this.budget = budget;
  }

  /** The mapping that is the file, empty for an empty file; null after a finding. */
  @Nullable Mapping parse(Source source) {
    findings.enter(source.name());
    return switch (tree(source)) {
      case null -> null;
      case Mapping mapping -> mapping;
      case Scalar scalar when scalar.isNull() -> empty(source);
      case Value other -> {
        findings.add(
            Code.WRONG_TYPE,
            "",
            other.place().span(),
            "the file is " + other.described() + " (expected: a mapping of keys such as listeners)",
            "see the smallest example in the reference");
        yield null;
      }
    };
  }

  private static Mapping empty(Source source) {
    return new Mapping(source.start(), List.of(), 1);
  }

  private @Nullable Value tree(Source source) {
    Marks marks = new Marks(source);
    TreeBuilder tree = new TreeBuilder(marks, findings, variables, budget);
    Place last = source.start();
    try {
      ParserImpl parser = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, source.text()));
      while (parser.hasNext()) {
        Event event = parser.next();
        last = marks.place(event);
        tree.accept(event);
      }
      Value root = tree.root();
      return root == null ? empty(source) : root;
    } catch (TreeBuilder.Abandoned _) {
      return null;
    } catch (MarkedYamlEngineException e) {
      notYaml(e.getProblemMark().map(marks::place).orElse(last), words(e));
    } catch (ReaderException e) {
      String character = Integer.toHexString(e.getCodePoint());
      notYaml(
          source.atCodePoint(e.getPosition()),
          "the control character U+" + character + " in the text");
    } catch (RuntimeException e) {
      // The parser is not ours: what it throws for odd bytes must not end the balancer.
      notYaml(last, "after this the text cannot be parsed: " + Quoted.sentence(e.toString()));
    }
    return null;
  }

  private void notYaml(Place place, String words) {
    findings.add(
        Code.NOT_YAML,
        "",
        place.span(),
        "not YAML: " + words,
        "look at indentation, quotes and brackets here and on the line before");
  }

  private static String words(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ", ";
    return Quoted.sentence((context + e.getProblem()).replace('\n', ' '));
  }
}
