package io.evenkeel.control.config.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import io.evenkeel.control.config.certificate.Answer.Found;
import io.evenkeel.control.config.document.Fence;
import io.evenkeel.control.config.document.Source;
import io.evenkeel.control.config.finding.Findings;
import io.evenkeel.control.config.schema.References;
import io.evenkeel.control.config.schema.Scope;
import io.evenkeel.control.config.schema.TlsFiles.NamedFile;
import io.evenkeel.core.change.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are looked at, and how often. */
class CertificateFenceTest {
  private static final Made API = Made.selfSigned("EC", "api.example.com");

  @TempDir Path folder;

  /** A proposal must not be a way to read this machine's files, or to learn which there are. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "/etc/there-is-none",
        "../other/api.pem",
        "../other/none.pem",
        "link.pem",
        "linked/api.pem",
        "linked/none.pem",
        "linked",
      })
  void aProposalNamesNothingFromElsewhere(String name) throws IOException {
    CertificateBed served = new CertificateBed(folder.resolve("etc")).with(API);
    Path other = Files.createDirectories(folder.resolve("other"));
    new CertificateBed(other).with(API);
    Files.createSymbolicLink(served.folder().resolve("link.pem"), other.resolve("api.pem"));
    Files.createSymbolicLink(served.folder().resolve("linked"), other);
    String text = CertificateBed.LISTENER.replace("cert: api.pem", "cert: " + name);
    assertThat(served.proposed(text))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.code()).isEqualTo("EK1001");
          assertThat(finding.message())
              .isEqualTo(
                  "file \""
                      + name
                      + "\" lies outside of "
                      + served.folder()
                      + ", the folder of the configuration that is served");
        });
  }

  @Test
  void aProposalIsJudgedByTheFilesBesideTheServedOne() {
    CertificateBed served = new CertificateBed(folder.resolve("etc"));
    served.with("tls/api.pem", API.pem()).with("tls/api.key", API.key());
    String text = CertificateBed.LISTENER.replace("api.pem", "tls/api.pem");
    assertThat(served.proposed(text.replace("api.key", "./tls/../tls/api.key"))).isEmpty();
  }

  @Test
  void aRelativePathBeginsAtTheFileThatNamesIt() {
    CertificateBed bed = new CertificateBed(folder);
    String main = "version: 1\ninclude: conf.d/*.yaml\n";
    bed.with("conf.d/api.pem", API.pem()).with("conf.d/api.key", API.key());
    bed.with("conf.d/web.yaml", CertificateBed.LISTENER);
    assertThat(bed.findings(main)).isEmpty();
  }

  @Test
  void textsOfARevisionAreReadWithoutAnyFile() {
    CertificateBed bed = new CertificateBed(folder).with("api.pem", "no PEM");
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(folder.resolve("evenkeel.yaml").toString(), CertificateBed.LISTENER);
    assertThat(CertificateBed.READER.readTexts(texts).findings())
        .extracting(Finding::code)
        .containsExactly("EK1104");
    assertThat(bed.findings()).extracting(Finding::code).containsExactly("EK1312", "EK1001");
  }

  @Test
  void aFileThatIsNamedOftenIsReadOnce() throws IOException {
    new CertificateBed(folder).with(API);
    NamedFiles files = new NamedFiles(Fence.ANYWHERE);
    NamedFile named = named("api.pem");
    Answer<OpenedFile> first = files.open(named);
    assertThat(first).isInstanceOf(Found.class);
    Files.delete(folder.resolve("api.pem"));
    for (int i = 0; i < 1_000; i++) {
      assertThat(files.open(named)).isSameAs(first);
    }
  }

  @Test
  void allFilesTogetherAreBounded() {
    CertificateBed bed = new CertificateBed(folder);
    NamedFiles files = new NamedFiles(Fence.ANYWHERE);
    int fit = NamedFiles.MAX_BYTES / NamedFiles.MAX_FILE;
    byte[] large = new byte[NamedFiles.MAX_FILE];
    for (int i = 0; i < fit; i++) {
      bed.with(i + ".pem", large);
      assertThat(files.open(named(i + ".pem"))).isInstanceOf(Found.class);
    }
    bed.with("last.pem", "x");
    assertThat(files.open(named("last.pem")))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.toString()).contains("TOO_LARGE", "32 MiB"));
  }

  @Test
  void aDeviceIsNotRead() {
    String text = CertificateBed.LISTENER.replace("cert: api.pem", "cert: /dev/zero");
    assertThat(new CertificateBed(folder).with(API).findings(text))
        .singleElement()
        .matches(f -> f.message().equals("file \"/dev/zero\" is no regular file"));
  }

  private NamedFile named(String name) {
    Source source = new Source(folder.resolve("evenkeel.yaml").toString(), "");
    Scope scope = Scope.root(new Findings(), new References());
    return new NamedFile(name, scope, source.start());
  }
}
