using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Simulation.Scenarios.IdSync;

/// <summary>A step of the machine of RFC 6311: the shipped one, or one that is wrong.</summary>
public delegate Next<State, Output> IdSyncStep(
    Config config, State state, Instant now, Input input);

/// <summary>What a side is configured with.</summary>
/// <param name="Sync">The machine's configuration.</param>
/// <param name="Step">Its step.</param>
/// <param name="Initial">What it is in the beginning.</param>
public sealed record SyncSideConfig(Config Sync, IdSyncStep Step, SyncSide Initial)
{
    /// <summary>Whether a member tells the others what it has sent.</summary>
    public bool TellsMembers { get; init; } = true;
}

/// <summary>A side of a synchronisation, around the shipped machine.</summary>
public abstract record SyncSide
{
    private SyncSide()
    {
    }

    /// <summary>The cluster: its active member, and what all members know.</summary>
    /// <param name="Is">The machine of the active member.</param>
    /// <param name="Numbers">The message IDs, as far as facts say.</param>
    /// <param name="Facts">The synchronisations that all members know of.</param>
    /// <param name="Drawn">How many nonces were drawn.</param>
    /// <param name="IsSynced">Whether the active member may use the message IDs.</param>
    /// <param name="Syncs">What it has sent.</param>
    public sealed record Members(
        State Is, Numbers Numbers, Marks Facts, uint Drawn, bool IsSynced, GrowingSyncs Syncs)
        : SyncSide;

    /// <summary>The peer.</summary>
    /// <param name="Is">Its machine.</param>
    /// <param name="Numbers">The message IDs, as it knows them.</param>
    /// <param name="Syncs">What it has obeyed.</param>
    public sealed record Peer(State Is, Numbers Numbers, GrowingSyncs Syncs) : SyncSide;
}

/// <summary>What happens to a side.</summary>
public abstract record SyncSideInput
{
    private SyncSideInput()
    {
    }

    /// <summary>Another member of the cluster becomes active.</summary>
    public sealed record TakeOver : SyncSideInput;

    /// <summary>A message of the other side arrives.</summary>
    public sealed record Hear(SyncWord Word) : SyncSideInput;

    /// <summary>A timer is due.</summary>
    public sealed record Tick : SyncSideInput;
}

/// <summary>A protected message with message ID 0, RFC 6311 §5.1.</summary>
/// <param name="IsAnswer">Whether it is the response.</param>
/// <param name="Nonce">Its nonce.</param>
/// <param name="Send">EXPECTED_SEND_REQ.</param>
/// <param name="Receive">EXPECTED_RECV_REQ.</param>
public sealed record SyncWord(bool IsAnswer, uint Nonce, uint Send, uint Receive);
