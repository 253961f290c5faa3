using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>RFC 2281 §5.4: a Hello of the active router is good for the time that it says.
/// </summary>
public static class HoldTimes
{
    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim => new(
        "hold",
        "a Hello of the active router sets the Active timer to the hold time that it tells",
        Holds);

    private static bool Holds(in StepTaken step) =>
        !Waits(step.Before.Phase) || !Waits(step.After.Phase)
        || step.Input is not Input.Hello { Message: { Phase: Phase.Active } message }
        || step.After.Timers.Active == StateMachines.Instant.Zero + message.HoldTime;

    private static bool Waits(Phase phase) => phase is Phase.Listen or Phase.Speak or Phase.Standby;
}
