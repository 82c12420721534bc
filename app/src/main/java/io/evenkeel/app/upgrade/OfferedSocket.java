package io.evenkeel.app.upgrade;

/**
 * A listening socket of this process that the next one may have; there it is a {@link
 * PassedSocket}.
 */
public record OfferedSocket(int descriptor, String name, boolean keepsFile) {}
