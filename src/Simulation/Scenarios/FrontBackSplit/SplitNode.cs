using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Hsrp;
using static Holdfast.StateMachines.Hsrp.HsrpPair;

namespace Holdfast.Simulation.Scenarios.FrontBackSplit;

/// <summary>A member with two sides, and what its outputs have made of its box.</summary>
/// <param name="Groups">The state of the shipped machine.</param>
/// <param name="Sides">The virtual addresses that it has: bit 0 the front, bit 1 the back.</param>
/// <param name="IsOpen">Whether it lets traffic pass.</param>
/// <param name="WasAjar">Whether it did so at an instant with one side alone.</param>
public sealed record SplitState(State Groups, byte Sides, bool IsOpen, bool WasAjar);

/// <summary>How the groups are bound: all but the first are wrong.</summary>
public enum SplitFlaw : byte
{
    /// <summary>As the shipped machine does it.</summary>
    None,

    /// <summary>The gate is opened first, and closed last.</summary>
    GateOpensFirst,

    /// <summary>Two groups that know nothing of each other, and a router that forwards.</summary>
    GroupsUnbound,
}

/// <summary>A member with two sides, as one machine.</summary>
public static class SplitNode
{
    /// <summary>The machine as a value.</summary>
    public static Machine<Config, SplitState, Input, Output> MachineOf(SplitFlaw flaw) =>
        new(nameof(SplitNode))
        {
            Initial = (config, now) => new(Initial(config, now), 0, false, false),
            Step = (config, state, now, input) => Step(flaw, config, state, now, input),
            Deadline = static (config, state) => HsrpPair.Deadline(config, state.Groups),
            Rebase = static (state, by) => state with
            {
                Groups = HsrpPair.Rebase(state.Groups, by),
            },
            Normalize = static (config, state) => state with
            {
                Groups = HsrpPair.Normalize(config, state.Groups),
            },
            IsTerminal = static _ => false,
            Tick = HsrpPair.Machine.Tick,
            Alphabet = [],
            PhaseOf = static state =>
                $"{state.Groups.Front.Phase}/{state.Groups.Back.Phase}{(state.IsOpen ? "+" : "")}",
        };

    private static State Initial(Config config, Instant now) =>
        HsrpPair.Initial(config, now);

    private static Next<SplitState, Output> Step(
        SplitFlaw flaw, Config config, SplitState state, Instant now, Input input)
    {
        var next = flaw == SplitFlaw.GroupsUnbound
            ? UnboundGroups.Step(config, state.Groups, now, input)
            : HsrpPair.Step(config, state.Groups, now, input);
        var after = state with { Groups = next.State };
        foreach (var output in flaw == SplitFlaw.GateOpensFirst
            ? next.Outputs.AsEnumerable().Reverse()
            : next.Outputs.AsEnumerable())
        {
            after = Done(after, output);
            after = after with { WasAjar = after.WasAjar || (after.IsOpen && after.Sides != 3) };
        }

        if (flaw == SplitFlaw.GroupsUnbound)
        {
            // A router forwards what comes to it.
            after = after with { IsOpen = after.Sides != 0, WasAjar = false };
        }

        return new(after, next.Outputs, next.Reason);
    }

    private static SplitState Done(SplitState state, Output output) => output switch
    {
        Output.OpenTraffic => state with { IsOpen = true },
        Output.CloseTraffic => state with { IsOpen = false },
        Output.At(var side, HsrpGroup.Output.ClaimVirtualMac) => state with
        {
            Sides = (byte)(state.Sides | BitOf(side)),
        },
        Output.At(var side, HsrpGroup.Output.ReleaseVirtualMac) => state with
        {
            Sides = (byte)(state.Sides & ~BitOf(side)),
        },
        Output.At => state,
    };

    private static int BitOf(Side side) => 1 << (int)side;
}
