using Holdfast.Codec;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>
/// The spells of each member: how often a start of it had to begin anew. Those of alice are of kind
/// 2, those of moon of kind 3.
/// </summary>
internal static class ReplicationSpells
{
    private const int Kinds = 2;

    /// <summary>The spells that a member knows.</summary>
    public static Items<Counted> Of(byte member, State state)
    {
        var own = member - 1;
        var mine = new Counted(Kinds + own, state.Spell);
        return ActiveOf(state.Role) is { } active
            ? [mine, .. active.Views.Select(view => new Counted(Kinds + 1 - own, view.Spell))]
            : [mine];
    }

    /// <summary>The spells in a message.</summary>
    public static Items<Counted> Of(byte from, SyncMessage message) => message switch
    {
        SyncMessage.Heartbeat heartbeat => [new(Kinds + 2 - from, heartbeat.Spell)],
        SyncMessage.Acknowledgement ack => [new(Kinds + from - 1, ack.Spell)],
        _ => [],
    };

    /// <summary>A member with its spells counted anew.</summary>
    public static State With(byte member, State state, Func<Counted, ulong> anew)
    {
        var own = member - 1;
        return state with
        {
            Spell = (uint)anew(new(Kinds + own, state.Spell)),
            Role = state.Role switch
            {
                Role.Active active => With(active, Their),
                Role.Proving proving => proving with { Paused = With(proving.Paused, Their) },
                Role.Standby or Role.Promoting => state.Role,
            },
        };

        uint Their(uint spell) => (uint)anew(new(Kinds + 1 - own, spell));
    }

    /// <summary>A message with its spells counted anew.</summary>
    public static SyncMessage With(byte from, SyncMessage message, Func<Counted, ulong> anew) =>
        message switch
        {
            SyncMessage.Heartbeat heartbeat => heartbeat with
            {
                Spell = (uint)anew(new(Kinds + 2 - from, heartbeat.Spell)),
            },
            SyncMessage.Acknowledgement ack => ack with
            {
                Spell = (uint)anew(new(Kinds + from - 1, ack.Spell)),
            },
            _ => message,
        };

    private static Role.Active? ActiveOf(Role role) => role switch
    {
        Role.Active active => active,
        Role.Proving proving => proving.Paused,
        Role.Standby or Role.Promoting => null,
    };

    private static Role.Active With(Role.Active active, Func<uint, uint> anew) => active with
    {
        Views = [.. active.Views.Select(view => view with { Spell = anew(view.Spell) })],
    };
}
