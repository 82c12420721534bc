package io.evenkeel.control.config.section;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.schema.Scope;
import io.evenkeel.core.model.Route;

/**
 * A route that a rule of its listener may have to point at.
 *
 * @param host where its host stands; the route's place when it has none
 */
record PlacedRoute(Route value, Scope scope, Place place, Place host) {}
