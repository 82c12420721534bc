/** The algorithms that pick a server, and the list of candidates they pick from. */
@NullMarked
package io.evenkeel.core.balance;

import org.jspecify.annotations.NullMarked;
