/**
 * What tests of every module share: JUnit extensions that look for damage after each test. Only
 * tests may use it.
 */
@NullMarked
package io.evenkeel.testkit;

import org.jspecify.annotations.NullMarked;
