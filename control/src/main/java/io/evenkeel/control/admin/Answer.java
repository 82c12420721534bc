package io.evenkeel.control.admin;

import java.io.IOException;
import java.io.OutputStream;

/** What the admin listener answers: a page, or a stream that goes on. */
public sealed interface Answer permits Page, Answer.Live {
  /** An answer that is written while it comes to be. Closed whether or not it was written. */
  non-sealed interface Live extends Answer, AutoCloseable {
    /** Media type of what is written. */
    String contentType();

    /** Writes on the thread of the request until the end; a gone client is an exception. */
    void writeTo(OutputStream out) throws IOException, InterruptedException;

    @Override
    void close();
  }
}
