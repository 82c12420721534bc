/** The HTTP/1.1 wire format: strict parsers and writers over bytes, no channels. */
@NullMarked
package io.evenkeel.proxy.http1;

import org.jspecify.annotations.NullMarked;
