package io.evenkeel.control.trial;

import io.evenkeel.core.health.ServerHealth;
import io.evenkeel.core.model.Config;
import io.evenkeel.core.model.ServerId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a preflight compares.
 *
 * @param base what is served; at the first boot one without listeners and pools
 * @param present the verdicts in power, their times by the preflight's clock; null: never heard of.
 *     Asked once per server of {@code base}, from the preflight's thread
 * @param compile makes a snapshot of a configuration and throws it away; why it cannot be made,
 *     empty: it can. Called once, on the preflight's thread
 */
public record PreflightInput(
    Config base,
    Config target,
    Function<ServerId, @Nullable ServerHealth> present,
    Function<Config, String> compile) {}
