package io.evenkeel.control.store;

/**
 * Something in the state folder that is not as it was left.
 *
 * @param path of the file or folder
 * @param message what is wrong with it
 * @param help what to do
 */
public record StoreProblem(String path, String message, String help) {
  @Override
  public String toString() {
    return path + ": " + message + " (" + help + ")";
  }
}
