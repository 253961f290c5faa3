using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>RFC 2281 §5.1: a message of another group, or of nobody, is none.</summary>
public static class Refusals
{
    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim => new(
        "auth",
        "a message that is refused changes nothing",
        Holds);

    private static bool Holds(in StepTaken step) =>
        step.Input is not Input.Refused
        || (step.After == step.Before && step.Outputs.Count == 0);
}
