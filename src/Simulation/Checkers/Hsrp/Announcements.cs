using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>I12: hosts and bridges learn who is active.</summary>
public static class Announcements
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I12", nameof(Announcements),
        "who becomes active, or stays it against another one, broadcasts a gratuitous ARP",
        "announcements that are missing",
        ["no ARP after two were active"]);

    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim =>
        Card.InNoStep<Config, State, Input, Output>(Missing);

    private static int Missing(in StepTaken step)
    {
        var becomes = step.Before.Phase != Phase.Active && step.After.Phase == Phase.Active;
        var stays = step.Before.Phase == Phase.Active && step.After.Phase == Phase.Active
            && step.Input is Input.Hello { Message.Phase: Phase.Active };
        var tells = false;
        foreach (var output in step.Outputs)
        {
            tells |= output is Output.AnnounceVirtualAddress;
        }

        return !tells && (becomes || stays) ? 1 : 0;
    }
}
