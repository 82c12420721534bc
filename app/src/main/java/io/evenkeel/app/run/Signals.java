package io.evenkeel.app.run;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.LoggerFactory;

/**
 * Runs something when a signal arrives, in place of what the JVM would do. Any thread.
 *
 * <p>The JDK supports {@code sun.misc.Signal} in its module jdk.unsupported, but the compiler warns
 * of it in a way that cannot be turned off; so it is called by handle, here only.
 */
final class Signals {
  private Signals() {}

  /**
   * Calls {@code action}, on a thread of the JVM's, each time {@code name} (HUP, TERM, INT)
   * arrives.
   */
  static void on(String name, Runnable action) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.dropArguments(
              lookup
                  .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                  .bindTo(action),
              0,
              signal);
      Object of =
          lookup
              .findConstructor(signal, MethodType.methodType(void.class, String.class))
              .invoke(name);
      Object previous =
          lookup
              .findStatic(signal, "handle", MethodType.methodType(handler, signal, handler))
              .invoke(of, MethodHandleProxies.asInterfaceInstance(handler, run));
      LoggerFactory.getLogger(Signals.class).trace("signal {} was handled by {}", name, previous);
    } catch (Throwable e) {
      // A platform without this signal (Windows has no HUP): the rest works.
      LoggerFactory.getLogger(Signals.class).warn("signal {} cannot be handled here", name, e);
    }
  }
}
