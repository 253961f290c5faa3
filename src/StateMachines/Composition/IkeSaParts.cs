using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>The machines of one IKE SA on the member that reigns.</summary>
/// <param name="Sa">The id of its keys, by which schedules know it.</param>
/// <param name="Ike">Its SPIs.</param>
/// <param name="Peer">Its peer, by a digest of the identity that it proved.</param>
/// <param name="PeerAt">The place of the peer in the configuration; null: not known by name.
/// </param>
/// <param name="Liveness">Of IKEv2: whether the peer lives.</param>
/// <param name="Dpd">Of IKEv1: whether the peer lives.</param>
/// <param name="MessageIds">Of IKEv2: requests and responses.</param>
/// <param name="Sync">Of IKEv2: the synchronisation of message IDs.</param>
/// <param name="Taker">Of IKEv2: the tokens of the peer; null: none is taken.</param>
/// <param name="Client">Of a peer that follows redirects: where it is to be.</param>
/// <param name="Check">The message ID of the liveness check that is open; null: none.</param>
/// <param name="Counters">
/// What the peer is asked to move its replay counters by, RFC 6311 §5.2; null: nothing.
/// </param>
/// <param name="SeenAt">Where the peer was seen in this reign; null: only the configuration says.
/// </param>
public sealed record IkeSaParts(
    ulong Sa,
    IkeSaId Ike,
    ulong Peer,
    int? PeerAt,
    LivenessCheck.State? Liveness,
    DeadPeerDetection.State? Dpd,
    MessageIds.State? MessageIds,
    MessageIdSync.State? Sync,
    TokenTaker.State? Taker,
    RedirectGateway.State? Client,
    uint? Check,
    OwedCounters? Counters = null,
    HostAddress? SeenAt = null) : IRow
{
    /// <inheritdoc/>
    public UInt128 Key => Sa;

    /// <summary>Of this process alone: machines are never sent to another member.</summary>
    public StateDigest Digest => StateDigest.Of(Sa).With((uint)HashCode.Combine(
        Liveness, Dpd, MessageIds, Sync, Taker, Client, (Check, Counters), SeenAt));

    /// <summary>The SPIs.</summary>
    public override string ToString() => $"machines of {Ike}";
}

/// <summary>Replay counters that the peer of an IKE SA is to move on, RFC 6311 §5.2.</summary>
/// <param name="Delta">By how much.</param>
/// <param name="MessageId">The message ID of the request; null: it waits for one.</param>
public readonly record struct OwedCounters(MessageIdSync.Delta Delta, uint? MessageId);
