package io.evenkeel.control.store;

import io.evenkeel.control.store.Revision.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What plans propose, beside them: they are read only when a plan is applied. Behind the gate. */
record PlanTexts(Layout layout, Disk disk) {
  void write(String plan, List<SourceFile> files) throws IOException {
    Path temporary = layout.temporary("texts-" + plan);
    disk.delete(temporary);
    List<Map<String, String>> all =
        files.stream().map(file -> Map.of("name", file.name(), "text", file.text())).toList();
    disk.writeNew(temporary, SealedJson.seal(Map.of("files", all)));
    disk.rename(temporary, layout.planTexts(plan));
  }

  List<SourceFile> read(String plan) throws IOException {
    List<SourceFile> files = new ArrayList<>();
    for (JsonNode file :
        SealedJson.open(Files.readAllBytes(layout.planTexts(plan))).path("files")) {
      files.add(new SourceFile(file.path("name").asString(), file.path("text").asString()));
    }
    return files;
  }
}
