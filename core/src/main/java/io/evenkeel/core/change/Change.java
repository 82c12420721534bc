package io.evenkeel.core.change;

/**
 * One difference between two configurations.
 *
 * @param path by the keys of the file: {@code pools.api.servers.api-1.weight}
 * @param before as one would write it, defaults filled in; empty: there was nothing
 * @param after the same; empty: there is nothing any more
 */
public record Change(String path, String before, String after) {}
