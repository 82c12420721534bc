package io.evenkeel.app.upgrade;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A function of libc, bound when it is first called: each takes some ten milliseconds of a
 * processor in a young JVM, and most are for an upgrade, which most processes never see. Any
 * thread.
 */
final class LibcFunction {
  private static final Linker LINKER = Linker.nativeLinker();

  private final String name;
  private final FunctionDescriptor shape;
  private final Linker.Option[] options;
  private @Nullable MethodHandle bound;

  LibcFunction(String name, FunctionDescriptor shape, Linker.Option... options) {
    this.name = name;
    this.shape = shape;
    this.options = Arrays.copyOf(options, options.length + 1);
    this.options[options.length] = Linker.Option.captureCallState("errno");
  }

  /** Takes the place for errno before its arguments. */
  synchronized MethodHandle handle() {
    MethodHandle handle = bound;
    if (handle == null) {
      handle = bind();
      bound = handle;
    }
    return handle;
  }

  @SuppressWarnings("restricted") // Calling C is what this class is for.
  private MethodHandle bind() {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
  }
}
