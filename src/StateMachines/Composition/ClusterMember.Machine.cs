using Holdfast.StateMachines.Asymmetric;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;

namespace Holdfast.StateMachines.Composition;

/// <content>The machine as a value, and what exploration needs.</content>
public static partial class ClusterMember
{
    /// <summary>The machine as a value.</summary>
    public static Machine<ClusterMemberConfig, State, Input, Output> Machine =>
        Of(Machines.Shipped);

    /// <summary>The same with other machines in the place of the shipped ones.</summary>
    public static Machine<ClusterMemberConfig, State, Input, Output> Of(Machines machines) =>
        new(nameof(ClusterMember))
        {
            Initial = Initial,
            Step = (config, state, now, input) => Step(machines, config, state, now, input),
            Deadline = Deadline,
            Rebase = Rebase,
            RebaseInput = static (input, by) =>
                input is Input.UnknownSpi { Barrier: { } barrier } asked
                    ? asked with { Barrier = barrier with { At = barrier.At + by } }
                    : input,
            RebaseOutput = static (output, by) => output is Output.AskAgain again
                ? again with { Barrier = again.Barrier with { At = again.Barrier.At + by } }
                : output,
            Normalize = static (config, state) => Normalize(config, state),
            NormalizeAfter = Normalize,
            IsTerminal = _ => false,
            Tick = new Input.Tick(),
            PhaseOf = PhaseOf,
            Alphabet = ClusterMemberLetters.All,
        };

    /// <summary>A member that has just started: no group runs, and it knows no SA.</summary>
    public static State Initial(ClusterMemberConfig config, Instant now)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            LinkSelection.Initial(config.Links, now),
            HsrpPair.Initial(config.Hsrp, now),
            SaReplication.Initial(config.Replication, now),
            MemberDrain.Initial(config.Drain, now),
            default,
            default,
            CheckSchedule.Empty,
            PacedWork.Empty,
            PacedWork.Empty,
            PacedWork.Empty,
            RouteTable.Empty(config.Routes, config.Set.PrefixesMax),
            AsymmetricTraffic.Initial(config.Foreign, now),
            config.TokenMaker is { } maker
                ? new(TokenMaker.Initial(maker, now), null, [], [])
                : null,
            NhrpMachines.Initial(config, now),
            [],
            IsOpen: false);
    }

    /// <summary>Where it stands at the first hop, and what it is to the cluster.</summary>
    public static string PhaseOf(State state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return $"{HsrpPair.PlaceOf(state.FirstHop)}{SaReplication.PhaseOf(state.Replication)}"
            + (state.Drain is MemberDrain.State.Serving or MemberDrain.State.Drained
                ? ""
                : state.Drain.GetType().Name);
    }
}
