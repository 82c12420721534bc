package io.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.slf4j.LoggerFactory;

class LeakCheckTest {
  @Test
  void aLeakedBufferFailsTheClass() {
    assertThat(failuresOf(Leaks.class)).anyMatch(message -> message.contains("LEAK: "));
  }

  @Test
  void aLoggedErrorFailsTheTest() {
    assertThat(failuresOf(LogsAnError.class))
        .singleElement()
        .asString()
        .contains("logs() left behind", "something broke");
  }

  @Test
  void anExpectedErrorDoesNot() {
    assertThat(failuresOf(ExpectsTheError.class)).isEmpty();
  }

  private static List<String> failuresOf(Class<?> tests) {
    List<String> failures = new ArrayList<>();
    var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable().ifPresent(failure -> failures.add(failure.getMessage()));
              }
            });
    return failures;
  }

  @ExtendWith(LeakCheck.class)
  static class Leaks {
    @Test
    void leaks() {
      for (int i = 0; i < 100; i++) {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).writeByte(1);
      }
    }
  }

  @ExtendWith(LeakCheck.class)
  static class LogsAnError {
    @Test
    void logs() {
      LoggerFactory.getLogger("inner").error("something broke");
    }
  }

  static class ExpectsTheError {
    @RegisterExtension static final LeakCheck LEAK_CHECK = new LeakCheck();

    @Test
    void logs() {
      LEAK_CHECK.expectErrors("something broke");
      LoggerFactory.getLogger("inner").error("something broke");
    }
  }
}
