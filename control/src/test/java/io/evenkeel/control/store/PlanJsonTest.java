package io.evenkeel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evenkeel.core.change.ChangeRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PlanJsonTest {
  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    for (int seed = 0; seed < 2_000; seed++) {
      ChangeRequest request = new Samples(seed).request();
      byte[] file = SealedJson.seal(PlanJson.of(request));

      ChangeRequest read = PlanJson.read(new Fields(SealedJson.open(file)));

      assertThat(read).as("seed %d", seed).isEqualTo(request);
      assertThat(PlanHead.read(file))
          .as("head, seed %d", seed)
          .isEqualTo(new PlanStore.Head(request.plan().id(), request.plan().at(), request.fate()));
    }
  }

  @Test
  void peopleCanReadIt() {
    String file =
        new String(SealedJson.seal(PlanJson.of(Samples.open("0a1b"))), StandardCharsets.UTF_8);

    assertThat(file.lines().skip(1).limit(5))
        .containsExactly(
            "  \"id\" : \"0a1b\",",
            "  \"at\" : \"" + Samples.open("0a1b").plan().at() + "\",",
            "  \"fate\" : \"open\",",
            "  \"approvals\" : [ ],",
            "  \"closedBecause\" : \"\",");
    assertThat(file).contains("\"verdict\" : ").contains("\"findings\" : ").endsWith("}\n");
  }

  @Test
  void anyChangedByteIsNoticed() {
    byte[] file = SealedJson.seal(PlanJson.of(Samples.open("0a1b")));
    for (int at = 0; at < file.length; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= 1;
      assertThatThrownBy(() -> SealedJson.open(damaged))
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void anyMissingEndIsNoticed() {
    byte[] file = SealedJson.seal(PlanJson.of(Samples.open("0a1b")));
    for (int length = 0; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> SealedJson.open(cut))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class);
    }
  }
}
