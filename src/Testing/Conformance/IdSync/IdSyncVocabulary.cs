namespace Holdfast.Testing.Conformance.IdSync;

/// <summary>Which synchronisations are answered: the RFC says it in two ways.</summary>
public enum IdSyncReading
{
    /// <summary>§5.1: one that names a higher ID than any request and synchronisation before it.
    /// </summary>
    Strict,

    /// <summary>As the examples A.2 and A.3 do: also one that names an ID of requests before it,
    /// but a higher one than any synchronisation before it.</summary>
    Appendix,
}

/// <summary>Where the message IDs of the IKE SA stand at first.</summary>
/// <param name="NextOwn">One above the highest ID that the peer has used in a request.</param>
/// <param name="ExpectedOfCluster">One above the highest ID of a request of the cluster.</param>
/// <param name="IsExtended">Whether its child SAs have sequence numbers of 64 bits: one delta is
/// for all of them, §6.4.</param>
public sealed record IdSyncSettings(uint NextOwn, uint ExpectedOfCluster, bool IsExtended)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"own next {NextOwn}, expected of the cluster {ExpectedOfCluster}, sequence numbers of "
            + $"{(IsExtended ? 64 : 32)} bits";
}

/// <summary>By how much counters are to move, §6.4.</summary>
/// <param name="Packets">In packets.</param>
/// <param name="IsExtended">Whether it has 8 octets, not 4: only of that width is it for the child
/// SAs, or not.</param>
public readonly record struct IdSyncDelta(ulong Packets, bool IsExtended)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Packets} in {(IsExtended ? 8 : 4)} octets";
}

/// <summary>What a peer is told.</summary>
public abstract record IdSyncTold
{
    private IdSyncTold()
    {
    }

    /// <summary>A protected IKEV2_MESSAGE_ID_SYNC of the cluster, §5.1.</summary>
    /// <param name="Nonce">Its nonce.</param>
    /// <param name="Send">M1, EXPECTED_SEND_REQ_MESSAGE_ID.</param>
    /// <param name="Receive">P1, EXPECTED_RECV_REQ_MESSAGE_ID.</param>
    /// <param name="Delta">IPSEC_REPLAY_COUNTER_SYNC with it, §5.2; null: none.</param>
    /// <param name="NextOwn">One above the highest ID that the peer has used by now.</param>
    /// <param name="ExpectedOfCluster">One above the highest ID of the cluster by now.</param>
    public sealed record Asked(
        uint Nonce, uint Send, uint Receive, IdSyncDelta? Delta, uint NextOwn,
        uint ExpectedOfCluster)
        : IdSyncTold;

    /// <summary>An ordinary request of the cluster came, and is answered.</summary>
    public sealed record Requested(uint Id) : IdSyncTold;

    /// <summary>The peer has sent an ordinary request of its own with this ID.</summary>
    public sealed record Used(uint Id) : IdSyncTold;

    /// <summary>Time has passed.</summary>
    public sealed record Tick : IdSyncTold;
}

/// <summary>What a peer says; dropping a message is to say nothing.</summary>
public abstract record IdSyncSaid
{
    private IdSyncSaid()
    {
    }

    /// <summary>The response, §5.1.</summary>
    /// <param name="Nonce">The nonce.</param>
    /// <param name="Send">P2: the ID of the peer's next request.</param>
    /// <param name="Receive">M2: the ID that it expects of the cluster next.</param>
    public sealed record Answer(uint Nonce, uint Send, uint Receive) : IdSyncSaid;

    /// <summary>The outgoing counter of every child SA moves, §5.2.</summary>
    public sealed record Advance(ulong Packets) : IdSyncSaid;
}
