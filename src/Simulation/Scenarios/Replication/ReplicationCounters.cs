using Holdfast.Codec;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>
/// The one number of replication that grows without a fault: the probe of each member, which is
/// sent, sent back, and compared. The probes of alice are of kind 0, those of moon of kind 1.
/// </summary>
internal static class ReplicationCounters
{
    public static Counters<NodeState, NodeInput> All { get; } =
        new(OfState, OfInput, StateWith, InputWith);

    /// <summary>
    /// The probes, and the spells of each member as kinds 2 and 3: a spell is compared with others
    /// of the same start alone, and the next one of a start is above all of them.
    /// </summary>
    public static Counters<NodeState, NodeInput> WithSpells { get; } = new(
        static state => state is NodeState.Member { Is: { } one } member
            ? [.. OfState(state), .. ReplicationSpells.Of(member.Boot.Member, one)]
            : [],
        static input => input is NodeInput.Heard(var from, var message)
            ? [.. OfInput(input), .. ReplicationSpells.Of(from, message)]
            : [],
        static (state, anew) => StateWith(state, anew) is NodeState.Member { Is: { } one } member
            ? member with { Is = ReplicationSpells.With(member.Boot.Member, one, anew) }
            : state,
        static (input, anew) => InputWith(input, anew) is NodeInput.Heard(var from, var message)
            ? new NodeInput.Heard(from, ReplicationSpells.With(from, message, anew))
            : input);

    /// <summary>The probes that a member knows.</summary>
    public static Items<Counted> Of(byte member, State state)
    {
        var own = member - 1;
        var mine = new Counted(own, state.Probe.Number);
        return ActiveOf(state.Role) switch
        {
            null => [mine],
            { Views: [var only] } => [mine, new(1 - own, only.Probe)],
            var active => [mine, .. active.Views.Select(view => new Counted(1 - own, view.Probe))],
        };
    }

    /// <summary>The probes in a message.</summary>
    public static Items<Counted> Of(byte from, SyncMessage message) => message switch
    {
        SyncMessage.Heartbeat heartbeat => [new(2 - from, heartbeat.Echo)],
        SyncMessage.Acknowledgement ack => [new(from - 1, ack.Probe)],
        _ => [],
    };

    /// <summary>A member with its probes counted anew.</summary>
    public static State With(byte member, State state, Func<Counted, ulong> anew)
    {
        var own = member - 1;
        return state with
        {
            Probe = state.Probe with { Number = anew(new(own, state.Probe.Number)) },
            Role = With(state.Role, probe => anew(new(1 - own, probe))),
        };
    }

    /// <summary>A message with its probes counted anew.</summary>
    public static SyncMessage With(byte from, SyncMessage message, Func<Counted, ulong> anew) =>
        message switch
        {
            SyncMessage.Heartbeat heartbeat => heartbeat with
            {
                Echo = anew(new(2 - from, heartbeat.Echo)),
            },
            SyncMessage.Acknowledgement ack => ack with
            {
                Probe = anew(new(from - 1, ack.Probe)),
            },
            _ => message,
        };

    private static Items<Counted> OfState(NodeState state) =>
        state is NodeState.Member { Is: { } one } member ? Of(member.Boot.Member, one) : [];

    private static Items<Counted> OfInput(NodeInput input) =>
        input is NodeInput.Heard(var from, var message) ? Of(from, message) : [];

    private static NodeState StateWith(NodeState state, Func<Counted, ulong> anew) =>
        state is NodeState.Member { Is: { } one } member
            ? member with { Is = With(member.Boot.Member, one, anew) }
            : state;

    private static NodeInput InputWith(NodeInput input, Func<Counted, ulong> anew) =>
        input is NodeInput.Heard(var from, var message)
            ? new NodeInput.Heard(from, With(from, message, anew))
            : input;

    private static Role.Active? ActiveOf(Role role) => role switch
    {
        Role.Active active => active,
        Role.Proving proving => proving.Paused,
        Role.Standby or Role.Promoting => null,
    };

    private static Role With(Role role, Func<ulong, ulong> anew) => role switch
    {
        Role.Active active => With(active, anew),
        Role.Proving proving => proving with { Paused = With(proving.Paused, anew) },
        Role.Standby or Role.Promoting => role,
    };

    private static Role.Active With(Role.Active active, Func<ulong, ulong> anew) => active with
    {
        Views = [.. active.Views.Select(view => view with { Probe = anew(view.Probe) })],
    };
}
