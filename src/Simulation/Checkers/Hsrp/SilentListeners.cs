using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>RFC 2281 §5.3: who listens says nothing.</summary>
public static class SilentListeners
{
    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim => new(
        "silent",
        "a router that listens sends no Hello",
        Holds);

    private static bool Holds(in StepTaken step)
    {
        var speaks = step.After.Phase is Phase.Speak or Phase.Standby or Phase.Active;
        foreach (var output in step.Outputs)
        {
            if (output is Output.SendHello && !speaks)
            {
                return false;
            }
        }

        return true;
    }
}
