package io.evenkeel.control.admin;

import io.evenkeel.control.change.ApplyOptions;
import io.evenkeel.control.change.ChangeDesk;
import io.evenkeel.control.change.ChangeJson;
import io.evenkeel.control.change.ChangeRefused;
import io.evenkeel.control.change.PlanJson;
import io.evenkeel.control.change.Proposal;
import io.evenkeel.core.change.ChangeRequest;
import io.evenkeel.core.change.Plan;
import io.evenkeel.core.model.Role;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** Plans and what becomes of them. Any thread. */
public final class ChangeApi {
  private static final String PLANS = "/api/v1/plans";
  private static final String PLAN = PLANS + "/{id}";

  private final ChangeDesk desk;
  private final ToIntFunction<ChangeRequest> approvalsNeeded;

  /**
   * @param approvalsNeeded by others than the author, under the policy in power
   */
  public ChangeApi(ChangeDesk desk, ToIntFunction<ChangeRequest> approvalsNeeded) {
    this.desk = desk;
    this.approvalsNeeded = approvalsNeeded;
  }

  /** Its part of the table. */
  public List<Operation> operations() {
    return List.of(
        Operation.read(PLANS, _ -> Pages.json(desk.plans().stream().map(this::json).toList())),
        Operation.write(PLANS, Role.OPERATOR, this::plan),
        Operation.read(PLAN, asked -> page(desk.find(asked.parameter("id")))),
        Operation.write(PLAN + "/approve", Role.APPROVER, this::approve),
        Operation.write(PLAN + "/reject", Role.OPERATOR, this::reject),
        Operation.write(PLAN + "/apply", Role.OPERATOR, this::apply),
        Operation.write(PLAN + "/confirm", Role.OPERATOR, this::confirm),
        Operation.read("/api/v1/rollout", _ -> rollout()),
        Operation.write("/api/v1/freeze", Role.ADMIN, this::freeze),
        Operation.write("/api/v1/unfreeze", Role.ADMIN, this::unfreeze));
  }

  private Page plan(Asked asked) throws Unacceptable, ChangeRefused {
    JsonBody body = JsonBody.of(asked.body(), "file", "text", "reason");
    String file = absolute(body.needed("file", "the absolute name of the file"));
    String text = body.needed("text", "the configuration itself");
    Plan plan = desk.plan(new Proposal(file, text, body.line("reason")), asked.actor());
    // One that changes nothing is not kept: there is nothing to approve.
    return page(
        plan.changes().isEmpty()
            ? new ChangeRequest(plan, ChangeRequest.Fate.OPEN, List.of(), "")
            : desk.find(plan.id()));
  }

  private Page approve(Asked asked) throws Unacceptable, ChangeRefused {
    JsonBody.of(asked.body());
    return page(desk.approve(asked.parameter("id"), asked.actor()));
  }

  /** An author withdraws the own plan with it, so it takes no more than proposing one did. */
  private Page reject(Asked asked) throws Unacceptable, ChangeRefused {
    String reason = JsonBody.of(asked.body(), "reason").line("reason");
    String id = asked.parameter("id");
    if (!desk.find(id).plan().author().equals(asked.actor().name())) {
      AdminSite.mayDo(asked.actor(), Role.APPROVER, "rejecting the plan of somebody else");
    }
    return page(desk.reject(id, reason, asked.actor()));
  }

  private Page apply(Asked asked) throws Unacceptable, ChangeRefused {
    JsonBody body = JsonBody.of(asked.body(), "yes", "breakGlass", "reason", "confirmWithin");
    ApplyOptions options =
        new ApplyOptions(
            body.flag("yes"),
            body.flag("breakGlass"),
            body.line("reason"),
            body.duration("confirmWithin"));
    if (options.breakGlass()) {
      AdminSite.mayDo(asked.actor(), Role.ADMIN, "break-glass");
      body.needed("reason", "breaking the glass is recorded with one");
    }
    return Pages.json(ChangeJson.of(desk.apply(asked.parameter("id"), options, asked.actor())));
  }

  private Page confirm(Asked asked) throws Unacceptable, ChangeRefused {
    JsonBody.of(asked.body());
    return Pages.json(ChangeJson.of(desk.confirm(asked.parameter("id"), asked.actor())));
  }

  /** An empty object where nothing was applied yet: that is no error. */
  private Page rollout() {
    return Pages.json(desk.rollout().map(ChangeJson::of).orElse(Map.of()));
  }

  private Page freeze(Asked asked) throws Unacceptable, ChangeRefused {
    JsonBody body = JsonBody.of(asked.body(), "reason");
    body.needed("reason", "others will want to know");
    desk.freeze(body.line("reason"), asked.actor());
    return Pages.json(Map.of("frozen", true));
  }

  private Page unfreeze(Asked asked) throws Unacceptable, ChangeRefused {
    JsonBody.of(asked.body());
    desk.unfreeze(asked.actor());
    return Pages.json(Map.of("frozen", false));
  }

  private static String absolute(String file) throws Unacceptable {
    try {
      Path path = Path.of(file);
      if (path.isAbsolute() && file.chars().noneMatch(Character::isISOControl)) {
        return path.normalize().toString();
      }
    } catch (InvalidPathException e) {
      // The same answer: it is the name of no file.
    }
    throw JsonBody.bad("field file is no absolute name of a file");
  }

  private Page page(ChangeRequest request) {
    return Pages.json(json(request));
  }

  private Map<String, Object> json(ChangeRequest request) {
    return PlanJson.of(request, approvalsNeeded.applyAsInt(request));
  }
}
