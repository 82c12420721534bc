package io.evenkeel.app.log;

import org.slf4j.jdk.platform.logging.SLF4JSystemLoggerFinder;

/**
 * What the JDK has to say (its HTTP server, its name look-ups) goes into our log, in its form. That
 * a finder stands in the first jar of the class path, and in its services file a second one after
 * it, also spares every start the JDK's search for one, which would open all jars (docs/adr/0004).
 */
public final class JdkLog extends SLF4JSystemLoggerFinder {}
