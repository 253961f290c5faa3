using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using StepTaken = Holdfast.Simulation.Checkers.StepTaken<
    Holdfast.StateMachines.Hsrp.HsrpGroup.Config,
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Input,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Simulation.Checkers.Hsrp;

/// <summary>I11, RFC 2281 §6.1: whose the virtual MAC address is.</summary>
public static class VirtualMac
{
    /// <summary>What it claims.</summary>
    public static CheckerCard Card { get; } = new(
        "I11", nameof(VirtualMac),
        "the virtual MAC address goes with being active, and nobody else sends from it",
        "wrong takes, leaves and loans of the MAC", ["MAC is kept"]);

    /// <summary>The claim.</summary>
    public static StepInvariant<Config, State, Input, Output> Claim =>
        Card.InNoStep<Config, State, Input, Output>(Wrong);

    private static int Wrong(in StepTaken step)
    {
        var was = step.Before.Phase == Phase.Active;
        var isNow = step.After.Phase == Phase.Active;
        var takes = false;
        var leaves = false;
        var borrows = false;
        foreach (var output in step.Outputs)
        {
            takes |= output is Output.ClaimVirtualMac;
            leaves |= output is Output.ReleaseVirtualMac;
            borrows |= !isNow && output is Output.SendHello { Announcement.FromVirtualMac: true }
                or Output.SendCoup { Announcement.FromVirtualMac: true }
                or Output.SendResign { Announcement.FromVirtualMac: true };
        }

        return (takes == (!was && isNow) ? 0 : 1) + (leaves == (was && !isNow) ? 0 : 1)
            + (borrows ? 1 : 0);
    }
}
