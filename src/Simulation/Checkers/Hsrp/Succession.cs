using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>RFC 2281 §5.7, event i: the standby router follows one that resigns, unless it knows
/// that another one has the place already (docs/adr/0008-repaired-hsrp.md).</summary>
public static class Succession
{
    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim => new(
        "resign",
        "the standby router becomes active when the active one resigns",
        Holds);

    private static bool Holds(in StepTaken step) =>
        step.Before.Phase != Phase.Standby
        || step.Input is not Input.Resign { Message: { Phase: Phase.Active } message }
        || (step.Config.Dialect == Dialect.Repaired
            && step.Before.ActiveRouter is { } known && known.Address != message.From.Address)
        || step.After.Phase == Phase.Active;
}
