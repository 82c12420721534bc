package io.evenkeel.control.config;

import io.evenkeel.core.change.Finding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Findings as the stable JSON of {@code --output json}. */
public final class FindingJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private FindingJson() {}

  /** {@code {"findings":[...]}}, ending with a line break. */
  public static String of(List<Finding> findings) {
    List<Map<String, Object>> all = findings.stream().map(FindingJson::of).toList();
    return MAPPER.writeValueAsString(Map.of("findings", all)) + "\n";
  }

  /** One finding with its place flattened. */
  public static Map<String, Object> of(Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("code", finding.code());
    json.put("severity", finding.severity().word());
    json.put("path", finding.path());
    json.put("file", finding.where().file());
    json.put("line", finding.where().line());
    json.put("column", finding.where().column());
    json.put("length", finding.where().length());
    json.put("message", finding.message());
    json.put("evidence", finding.evidence());
    json.put("help", finding.help());
    return json;
  }
}
