using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>
/// docs/adr/0029: who stands by and knows what a failover needs leaves its place only for one that
/// stands by as well, and who does not know it takes nobody's.
/// </summary>
public static class KeptPlaces
{
    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim => new(
        "kept-place",
        "who knows nothing takes no place of one that stands by",
        Holds);

    private static bool Holds(in StepTaken step) => step.Input is not Input.Hello(var message)
        || (step.Before.IsSynced ? Stays(step, message) : StandsBack(step, message));

    private static bool Stays(in StepTaken step, Message message) =>
        step.Before.Phase != Phase.Standby || message.Phase == Phase.Standby
        || step.After.Phase is Phase.Standby or Phase.Active;

    private static bool StandsBack(in StepTaken step, Message message) =>
        message.Phase != Phase.Standby
        || step.After.Phase != (step.Before.Phase == Phase.Listen ? Phase.Speak : Phase.Standby)
        || step.Before.Phase == Phase.Standby;
}
