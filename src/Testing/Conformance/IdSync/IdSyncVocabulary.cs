namespace Holdfast.Testing.Conformance.IdSync;

/// <summary>Where the message IDs of the IKE SA stand at first.</summary>
/// <param name="NextOwn">One above the highest ID that the peer has used in a request.</param>
/// <param name="ExpectedOfCluster">One above the highest ID of a request of the cluster.</param>
public sealed record IdSyncSettings(uint NextOwn, uint ExpectedOfCluster)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"own next {NextOwn}, expected of the cluster {ExpectedOfCluster}";
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
        uint Nonce, uint Send, uint Receive, uint? Delta, uint NextOwn, uint ExpectedOfCluster)
        : IdSyncTold;

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
    public sealed record Advance(uint Packets) : IdSyncSaid;
}
