package io.evenkeel.control.config.section;

import io.evenkeel.control.config.document.Place;
import io.evenkeel.control.config.schema.Scope;

/** A value that a rule of the section around it may have to point at. */
record Placed<T>(T value, Scope scope, Place place) {}
