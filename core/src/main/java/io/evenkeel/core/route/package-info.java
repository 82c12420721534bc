/** From a request head to the route that takes it. */
@NullMarked
package io.evenkeel.core.route;

import org.jspecify.annotations.NullMarked;
