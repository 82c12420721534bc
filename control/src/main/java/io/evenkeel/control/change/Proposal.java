package io.evenkeel.control.change;

/**
 * A configuration that somebody wants to be served.
 *
 * @param file name of the text, absolute; its includes are read relative to it
 * @param text of the file, UTF-8
 * @param reason in the author's words; may be empty
 */
public record Proposal(String file, String text, String reason) {}
