using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>RFC 2281 §5.1 and §5.7, events g, h and j: who gives up of two active ones.</summary>
public static class Yielding
{
    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim => new(
        "yield",
        "an active router gives up to a better one that is active, and to no other",
        Holds);

    private static bool Holds(in StepTaken step)
    {
        var from = step.Input switch
        {
            Input.Hello { Message: { Phase: Phase.Active } message } => message.From,
            Input.Coup { Message: var message } => message.From,
            Input.Hello or Input.Resign or Input.Enable or Input.Disable or Input.Refused
                or Input.LinkChanged or Input.Synced or Input.Permit or Input.Tick => null,
        };
        return from is null || step.Before.Phase != Phase.Active
            || (step.After.Phase == Phase.Active) == IsWorse(from, step.Config);
    }

    // RFC 2281 §5.1: the higher priority wins, then the higher address.
    private static bool IsWorse(Speaker other, Config config) =>
        (other.Priority, other.Address.Value).CompareTo(
            (config.Priority, config.Address.Value)) < 0;
}
