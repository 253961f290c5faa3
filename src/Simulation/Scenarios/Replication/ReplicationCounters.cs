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

    private static Items<Counted> OfState(NodeState state)
    {
        if (state is not NodeState.Member { Is: { } one } member)
        {
            return [];
        }

        var own = member.Boot.Member - 1;
        var mine = new Counted(own, one.Probe.Number);
        return ActiveOf(one.Role) is { } active
            ? [mine, .. active.Views.Select(view => new Counted(1 - own, view.Probe))]
            : [mine];
    }

    private static Items<Counted> OfInput(NodeInput input) => input switch
    {
        NodeInput.Heard(var from, SyncMessage.Heartbeat heartbeat) =>
            [new(2 - from, heartbeat.Echo)],
        NodeInput.Heard(var from, SyncMessage.Acknowledgement ack) => [new(from - 1, ack.Probe)],
        _ => [],
    };

    private static NodeState StateWith(NodeState state, Func<Counted, ulong> anew)
    {
        if (state is not NodeState.Member { Is: { } one } member)
        {
            return state;
        }

        var own = member.Boot.Member - 1;
        return member with
        {
            Is = one with
            {
                Probe = one.Probe with { Number = anew(new(own, one.Probe.Number)) },
                Role = With(one.Role, probe => anew(new(1 - own, probe))),
            },
        };
    }

    private static NodeInput InputWith(NodeInput input, Func<Counted, ulong> anew) => input switch
    {
        NodeInput.Heard(var from, SyncMessage.Heartbeat heartbeat) => new NodeInput.Heard(
            from, heartbeat with { Echo = anew(new(2 - from, heartbeat.Echo)) }),
        NodeInput.Heard(var from, SyncMessage.Acknowledgement ack) => new NodeInput.Heard(
            from, ack with { Probe = anew(new(from - 1, ack.Probe)) }),
        _ => input,
    };

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
