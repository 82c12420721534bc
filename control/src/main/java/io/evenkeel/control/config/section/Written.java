package io.evenkeel.control.config.section;

import io.evenkeel.control.config.schema.Fields;
import org.jspecify.annotations.Nullable;

/**
 * What a section means, with its keys, for rules that only judge what somebody wrote.
 *
 * @param fields null: the section was written as one word
 */
record Written<T>(T policy, @Nullable Fields fields) {}
