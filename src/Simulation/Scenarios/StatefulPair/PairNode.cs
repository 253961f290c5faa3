using Holdfast.Codec;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios.Replication;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Replication;
using Input = Holdfast.StateMachines.Composition.ClusterMember.Input;

namespace Holdfast.Simulation.Scenarios.StatefulPair;

/// <summary>What a member of a pair is configured with.</summary>
/// <param name="Settings">The composed machine's configuration; the start comes from its store.
/// </param>
/// <param name="Initial">What it is in the beginning.</param>
/// <param name="Flaw">How it is wrong.</param>
public sealed record PairConfig(
    ClusterMemberConfig Settings, PairState Initial, PairFlaw Flaw = PairFlaw.None)
{
    /// <summary>The machines that it is composed of.</summary>
    public ClusterMember.Machines Machines { get; init; } = ClusterMember.Machines.Shipped;

    /// <summary>Whether somebody at the peer looks at packets.</summary>
    public bool IsWatched { get; init; }

    /// <summary>How many packets it sends in a reign.</summary>
    public uint PacketsMax { get; init; }
}

/// <summary>A composed member with its shell, as one machine.</summary>
public static class PairNode
{
    /// <summary>The machine as a value.</summary>
    public static Machine<PairConfig, PairState, PairInput, PairWord> Machine =>
        new(nameof(PairNode))
        {
            Initial = static (config, _) => config.Initial,
            Step = static (config, state, _, input) => Step(config, state, input),
            Deadline = static (_, state) => state.Is is { } one
                ? state.Box is { AnswerIn: 0 } or { Settling: Settling.Now or Settling.Late }
                    ? Instant.Zero
                    : ClusterMember.Deadline(state.Started!.Config, one)
                : null,
            Rebase = static (state, by) => state.Is is { } one
                ? state with
                {
                    Is = ClusterMember.Rebase(one, by),
                    Box = by < TimeSpan.Zero ? Later(state.Box) : state.Box,
                    Path = state.Path.HasSent && by < TimeSpan.Zero
                        ? state.Path with { HasSent = false }
                        : state.Path,
                }
                : state,
            Normalize = static (_, state) => state.Is is { } one
                ? With(state, ClusterMember.Normalize(state.Started!.Config, one))
                : state,
            NormalizeAfter = NormalizeAfter,
            IsTerminal = static _ => false,
            Tick = new PairInput.Take(new Input.Tick()),
            Alphabet = [],
            PhaseOf = static state => state.Is is { } one
                ? $"{ClusterMember.PhaseOf(one)}{(state.Box.IsOpen ? "+" : "")}"
                : "✗",
        };

    private static PairBox Later(PairBox box) => box with
    {
        AnswerIn = box.AnswerIn is > 0 ? box.AnswerIn - 1 : box.AnswerIn,
        Settling = box.Settling == Settling.Waiting ? Settling.Late : box.Settling,
    };

    private static PairState NormalizeAfter(PairConfig config, PairState before, PairState state)
    {
        if (state.Is is not { } one)
        {
            return state;
        }

        var normal = ClusterMember.Normalize(
            state.Started!.Config,
            ReferenceEquals(before.Started, state.Started) ? before.Is : null, one);
        return With(state, normal);
    }

    private static PairState With(PairState state, ClusterMember.State one) =>
        ReferenceEquals(state.Is, one) ? state : state with { Is = one };

    /// <summary>A state with the parts that others have too: there are far fewer of the first hop
    /// and of replication than of both together.</summary>
    internal static PairState Share(
        PairState before, PairState state, Func<object, object> same)
    {
        if (state.Is is not { } one)
        {
            return state;
        }

        var firstHop = Same(before.Is?.FirstHop, one.FirstHop, same);
        var replication = Same(before.Is?.Replication, one.Replication, same);
        return ReferenceEquals(firstHop, one.FirstHop)
            && ReferenceEquals(replication, one.Replication)
            ? state
            : state with { Is = one with { FirstHop = firstHop, Replication = replication } };
    }

    private static TPart Same<TPart>(TPart? before, TPart part, Func<object, object> same)
        where TPart : class =>
        ReferenceEquals(before, part) ? part : (TPart)same(part);

    /// <summary>Whether a tick that names a machine does something else than one that names none.
    /// </summary>
    public static bool TickMayDiffer(PairConfig config, PairState state, PairInput tick)
    {
        if (state is not { Is: { } one, Box.AnswerIn: not 0 }
            || tick is not PairInput.Take(Input.Tick(var part, var side, _)))
        {
            return false;
        }

        var settings = state.Started!.Config;
        return side == HsrpPair.Side.Front
            ? ClusterMember.IsDue(settings, one, Instant.Zero, part)
            : HsrpGroup.Deadline(settings.Hsrp.Front, one.FirstHop.Front) <= Instant.Zero
                && HsrpGroup.Deadline(settings.Hsrp.Back, one.FirstHop.Back) <= Instant.Zero;
    }

    /// <summary>A step, with the machine's clock at the origin.</summary>
    public static Next<PairState, PairWord> Step(
        PairConfig config, PairState state, PairInput input)
    {
        if (state.Seen is { } seen)
        {
            return new(state with { Seen = Observe(seen, input) }, [], default);
        }

        var shell = new PairShell(config, state);
        switch (input)
        {
            case PairInput.Take(Input.Tick) when state.Box.AnswerIn == 0:
                shell.HearAnswer();
                break;
            case PairInput.Take(Input.Tick(ClusterMember.Part.Links, HsrpPair.Side.Front, _))
                when state.Box.Settling is Settling.Now or Settling.Late:
                shell.Settle();
                break;
            case PairInput.Take(var taken):
                shell.Do(taken);
                break;
            case PairInput.Crash:
                shell.Crash();
                break;
            case PairInput.Start:
                shell.Start();
                break;
            case PairInput.Fenced(var other):
                shell.HearOfFence(other);
                break;
            case PairInput.Asks(var ike):
                shell.Do(new Input.AtMessageIds(ike, new MessageIds.Input.Wanted()));
                break;
            case PairInput.SendPacket:
                shell.SendPacket();
                break;
            case PairInput.Arrives(var number):
                shell.Arrive(number);
                break;
            case PairInput.Separated or PairInput.Seen:
                break;
        }

        return shell.Next();
    }

    private static NodeState.Observer Observe(NodeState.Observer seen, PairInput input) =>
        input switch
        {
            PairInput.Separated(var isCut) => seen.With(isCut, seen.Acting),
            PairInput.Seen(var deed) => ReplicationNode.Observe(seen, deed),
            PairInput.Take or PairInput.Crash or PairInput.Start or PairInput.Fenced
                or PairInput.Asks or PairInput.SendPacket or PairInput.Arrives => seen,
        };
}

/// <summary>The probes of replication inside composed members.</summary>
internal static class PairCounters
{
    public static Counters<PairState, PairInput> All { get; } = new(
        static state => state.Is is { } one
            ? ReplicationCounters.Of(state.Boot.Member, one.Replication)
            : [],
        static input => input is PairInput.Take(
            Input.AtReplication(SaReplication.Input.Received(var from, var message)))
            ? ReplicationCounters.Of(from, message)
            : [],
        static (state, anew) => state.Is is { } one
            ? state with
            {
                Is = one with
                {
                    Replication = ReplicationCounters.With(
                        state.Boot.Member, one.Replication, anew),
                },
            }
            : state,
        static (input, anew) => input is PairInput.Take(
            Input.AtReplication(SaReplication.Input.Received(var from, var message)))
            ? new PairInput.Take(new Input.AtReplication(new SaReplication.Input.Received(
                from, ReplicationCounters.With(from, message, anew))))
            : input);
}
