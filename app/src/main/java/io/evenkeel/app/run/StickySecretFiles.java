package io.evenkeel.app.run;

import io.evenkeel.control.store.SecretFile;
import io.evenkeel.control.store.StickySecret;
import io.evenkeel.control.store.Store;
import io.evenkeel.control.store.StoreFailure;
import io.evenkeel.core.model.Stickiness;
import io.evenkeel.core.runtime.SigningKey;
import io.evenkeel.core.runtime.StickySecrets;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of sticky cookies: this installation's, or those in files that nodes share. Any
 * thread.
 *
 * <p>A secret that cannot be had is no reason not to serve: one of this process signs then, and
 * clients lose their server once when it ends. {@link StickyWatch} tells.
 */
final class StickySecretFiles implements StickySecrets {
  private @Nullable Store store;
  private @Nullable SigningKey own;

  /** From now on the secret of {@code store} is this installation's. */
  synchronized void keptIn(Store store) {
    this.store = store;
    own = null;
  }

  @Override
  public SigningKey of(Stickiness.ByCookie sticky) {
    return sticky.secretFile().isEmpty() ? own() : shared(sticky.secretFile());
  }

  private SigningKey shared(String file) {
    try {
      return new SigningKey(SecretFile.read(Path.of(file)), "");
    } catch (IOException | InvalidPathException e) {
      return own()
          .flawed(
              SecretFile.reason(e)
                  + "; cookies are signed with a secret that other nodes do not know");
    }
  }

  /** Asked for when it is needed: most installations never sign a cookie. */
  private synchronized SigningKey own() {
    SigningKey known = own;
    if (known == null) {
      known = store == null ? ofThisProcess("nobody said where the secret is kept") : keptBy(store);
      own = known;
    }
    return known;
  }

  private static SigningKey keptBy(Store store) {
    try {
      return new SigningKey(store.stickySecret().kept(), "");
    } catch (StoreFailure e) {
      return ofThisProcess(
          e.getMessage() + "; cookies are signed with a secret that ends with this process");
    }
  }

  private static SigningKey ofThisProcess(String flaw) {
    return new SigningKey(StickySecret.made(), flaw);
  }
}
