package io.evenkeel.control.config;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Law L10 under a coverage-guided fuzzer. An ordinary run replays the seeds; {@code JAZZER_FUZZ=1}
 * looks for new ones.
 */
class ConfigReaderFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void anyBytesYieldAConfigurationOrFindings(byte[] bytes) {
    ReadLaw.check(bytes);
  }
}
