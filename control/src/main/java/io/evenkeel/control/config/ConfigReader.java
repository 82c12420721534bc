package io.evenkeel.control.config;

import io.evenkeel.control.config.certificate.CertificateChecks;
import io.evenkeel.control.config.document.DocumentLoader;
import io.evenkeel.control.config.document.Fence;
import io.evenkeel.control.config.document.Source;
import io.evenkeel.control.config.document.Value.Mapping;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.schema.References;
import io.evenkeel.control.config.schema.Scope;
import io.evenkeel.control.config.section.CrossChecks;
import io.evenkeel.control.config.section.RootKeys;
import io.evenkeel.core.model.Config;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration files. Any bytes give a configuration or findings with positions, never an
 * exception, and all findings at once, except that what follows a syntax error is not looked at.
 * Four steps: text to a tree of values ({@code config.document}), tree to model by the table of
 * keys ({@code config.section}), checks across sections, the certificates that are named ({@code
 * config.certificate}). Immutable; any thread.
 */
public final class ConfigReader {
  private final Map<String, String> environment;
  private final InstantSource clock;

  /**
   * @param environment variables for {@code ${NAME}}
   */
  public ConfigReader(Map<String, String> environment) {
    this(environment, InstantSource.system());
  }

  /**
   * As {@link #ConfigReader(Map)}.
   *
   * @param clock says which certificates have expired
   */
  public ConfigReader(Map<String, String> environment, InstantSource clock) {
    this.environment = Map.copyOf(environment);
    this.clock = clock;
  }

  /** Reads {@code file} and those it includes. */
  public ReadResult read(Path file) {
    return read(file.toString(), Fence.ANYWHERE, loader -> loader.load(file));
  }

  /**
   * Reads {@code bytes} as if they stood in {@code fileName}, which need not exist; includes are
   * relative to it.
   */
  public ReadResult readText(String fileName, byte[] bytes) {
    return read(fileName, Fence.ANYWHERE, loader -> loader.load(fileName, bytes));
  }

  /**
   * Reads the texts of a configuration that was read before, by name, the main file first; files
   * are not looked at.
   */
  public ReadResult readTexts(Map<String, String> texts) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    texts.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    String main = texts.keySet().iterator().next();
    return read(main, Fence.CLOSED, loader -> loader.load(bytes));
  }

  /**
   * As {@link #readText(String, byte[])} for a text that comes from elsewhere: no file is read, or
   * looked for, that does not lie in {@code folder} or below it, wherever links lead.
   */
  public ReadResult readText(String fileName, byte[] bytes, Path folder) {
    return read(fileName, Fence.around(folder), loader -> loader.load(fileName, bytes));
  }

  private ReadResult read(
      String name, Fence fence, Function<DocumentLoader, @Nullable Mapping> load) {
    Findings findings = new Findings();
    DocumentLoader loader = new DocumentLoader(environment, findings, RootKeys.MERGED, fence);
    Mapping root = load.apply(loader);
    Config config = root == null ? null : bind(root, findings, fence);
    return new ReadResult(
        findings.haveErrors() ? null : config,
        findings.inOrder(),
        new SourceTexts(loader.sources()),
        new Positions(root, root == null ? new Source(name, "").start() : root.place()));
  }

  private @Nullable Config bind(Mapping root, Findings findings, Fence fence) {
    References references = new References();
    Config config = RootKeys.SECTION.read(root, Scope.root(findings, references));
    CrossChecks.report(references);
    CertificateChecks.report(references.tls(), fence, clock);
    return config;
  }
}
