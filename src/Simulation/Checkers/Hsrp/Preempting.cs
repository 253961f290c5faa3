using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>RFC 2281 §5.1: preemption is for those who are told to.</summary>
public static class Preempting
{
    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim => new(
        "preempt",
        "without preemption nobody takes over from an active router",
        Holds);

    private static bool Holds(in StepTaken step) =>
        step.Config.Preempt
        || step.Before.Phase == Phase.Active
        || step.Input is not Input.Hello { Message.Phase: Phase.Active }
        || step.After.Phase != Phase.Active;
}
