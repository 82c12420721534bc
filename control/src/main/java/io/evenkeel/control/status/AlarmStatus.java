package io.evenkeel.control.status;

/**
 * An alarm in a {@link StatusReport}.
 *
 * @param name of the condition: {@code checks-suspect}
 * @param severity {@code warning} or {@code critical}
 * @param subject what it is about: {@code pool api}
 * @param why what was seen
 * @param agoSeconds since it was raised
 */
public record AlarmStatus(
    String name, String severity, String subject, String why, long agoSeconds) {}
