/**
 * The running balancer: start, reload, drain, and what the outside sees of it. The command line
 * starts it; here proxy and control meet.
 */
@NullMarked
package io.evenkeel.app.run;

import org.jspecify.annotations.NullMarked;
