/**
 * Judges the certificates and private keys a configuration names: whether they can be read, belong
 * together, are in date and cover the hosts of the routes. The rules are pure; only {@code
 * NamedFiles} looks at files, and only the readers know Bouncy Castle, whose types stay in here and
 * whose classes are not loaded unless a configuration names a certificate. Called by {@code
 * ConfigReader} through {@code CertificateChecks}.
 */
@NullMarked
package io.evenkeel.control.config.certificate;

import org.jspecify.annotations.NullMarked;
