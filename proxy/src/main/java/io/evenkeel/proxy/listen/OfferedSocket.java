package io.evenkeel.proxy.listen;

/**
 * A listening socket that another process may take over; see {@link InheritedSocket}.
 *
 * @param descriptor of this process, valid while no listener is changed
 */
public record OfferedSocket(int descriptor, String name, boolean keepsFile) {}
