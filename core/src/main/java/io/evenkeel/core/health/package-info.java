/** From probe answers to a verdict on a server. The control loop decides; everybody may read. */
@NullMarked
package io.evenkeel.core.health;

import org.jspecify.annotations.NullMarked;
