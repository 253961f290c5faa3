using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Replication;

/// <summary>An IKE SA, by the SPIs of both sides (RFC 7296 §2.6).</summary>
/// <param name="Initiator">The SPI of the original initiator.</param>
/// <param name="Responder">The SPI of the original responder.</param>
public readonly record struct IkeSaId(IkeSpi Initiator, IkeSpi Responder)
{
    /// <summary>Both SPIs as one number.</summary>
    public UInt128 Key => new(Initiator.Value, Responder.Value);

    /// <summary>Both SPIs in hex.</summary>
    public override string ToString() => $"{Initiator}/{Responder}";
}

/// <summary>What both sides agreed on, as far as a takeover depends on it.</summary>
[Flags]
public enum IkeTraits : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Message IDs can be synchronised, RFC 6311 §5: IKEV2_MESSAGE_ID_SYNC_SUPPORTED.
    /// </summary>
    MessageIdSync = 1,

    /// <summary>Replay counters can be too: IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED.</summary>
    ReplayCounterSync = 2,

    /// <summary>
    /// It is an SA of IKEv1: its SPIs are cookies, and what counts as its requests are R-U-THEREs.
    /// </summary>
    Version1 = 4,

    /// <summary>Both sides sent the vendor ID of DPD, RFC 3706 §5.1.</summary>
    DeadPeerDetection = 8,

    /// <summary>The peer follows redirects, RFC 5685 §3: REDIRECT_SUPPORTED.</summary>
    FollowsRedirects = 16,

    /// <summary>
    /// It was rekeyed, RFC 7296 §2.18: its CHILD SAs are those of another IKE SA, and it stands
    /// until a Delete ends it, so that its last response can be repeated. Nobody agrees on that:
    /// the fact of the rekey sets it.
    /// </summary>
    Replaced = 32,
}

/// <summary>A message under protection, as it was sent or is about to be.</summary>
/// <param name="Id">Its message ID.</param>
/// <param name="Octets">The message; its fragments in order where it has some (RFC 7383).</param>
/// <param name="Secrets">What the exchange still needs: a private key share; none where nothing.
/// </param>
public sealed record SealedMessage(uint Id, Items<Octets> Octets, KeyHandle Secrets)
{
    /// <summary>ID and length, no content.</summary>
    public override string ToString() => $"message {Id}, {Octets.Count} pieces";
}

/// <summary>What every member knows about an IKE SA whose peer is authenticated.</summary>
/// <param name="Id">Its SPIs.</param>
/// <param name="Keys">Its keys.</param>
/// <param name="Peer">The identity that the peer has proved, as on the wire; never empty.</param>
/// <param name="Description">All that a takeover does not depend on, as the caller encodes it.
/// </param>
/// <param name="Traits">What both sides agreed on.</param>
/// <param name="SendWindow">How many of our requests may be unanswered, RFC 7296 §2.3.</param>
/// <param name="ReceiveWindow">How many of the peer's may be.</param>
/// <param name="NextRequest">The message ID of our next request.</param>
/// <param name="NextExpected">The lowest message ID of the peer that is not answered yet.</param>
/// <param name="Requests">Our requests that are not answered yet.</param>
/// <param name="Responses">Our responses to the peer's last requests, to be repeated.</param>
/// <param name="SyncSent">
/// The highest message ID that any member has sent in a synchronisation, RFC 6311 §5.1, or below
/// which one must not be; 0: none.
/// </param>
/// <param name="SyncSeen">The highest one that the peer has; 0: none.</param>
/// <param name="Children">The inbound SPIs of its CHILD SAs.</param>
/// <param name="Born">The entry that made it.</param>
/// <param name="Touched">The last entry that changed it.</param>
public sealed record IkeSa(
    IkeSaId Id,
    KeyHandle Keys,
    Octets Peer,
    Octets Description,
    IkeTraits Traits,
    byte SendWindow,
    byte ReceiveWindow,
    uint NextRequest,
    uint NextExpected,
    Items<SealedMessage> Requests,
    Items<SealedMessage> Responses,
    uint SyncSent,
    uint SyncSeen,
    Items<Protocol.Spi> Children,
    Position Born,
    Position Touched) : IRow
{
    /// <inheritdoc/>
    public UInt128 Key => Id.Key;

    /// <summary>
    /// Whether a synchronisation of message IDs was begun, or has to be, and is not done: nobody
    /// sends a request before.
    /// </summary>
    public bool IsInDoubt => SyncSent > NextRequest;

    /// <summary>Whether another IKE SA has taken its place, and it only waits for its Delete.
    /// </summary>
    public bool IsReplaced => Traits.HasFlag(IkeTraits.Replaced);

    /// <inheritdoc/>
    public StateDigest Digest
    {
        get
        {
            var digest = StateDigest.Of('I').With(Id.Initiator.Value).With(Id.Responder.Value)
                .With(Keys.Value).With(Peer).With(Description).With((ulong)Traits)
                .With(SendWindow).With(ReceiveWindow).With(NextRequest).With(NextExpected)
                .With(SyncSent).With(SyncSeen).With(Born).With(Touched);
            digest = Add(Add(digest, Requests), Responses).With((ulong)Children.Count);
            foreach (var spi in Children.Span)
            {
                digest = digest.With(spi.Value);
            }

            return digest;
        }
    }

    /// <summary>SPIs and message IDs, no keys.</summary>
    public override string ToString() =>
        $"IKE SA {Id}: next request {NextRequest}, next expected {NextExpected}";

    private static StateDigest Add(StateDigest digest, Items<SealedMessage> messages)
    {
        digest = digest.With((ulong)messages.Count);
        foreach (var message in messages.Span)
        {
            digest = digest.With(message.Id).With(message.Secrets.Value);
            foreach (var octets in message.Octets.Span)
            {
                digest = digest.With(octets);
            }
        }

        return digest;
    }
}
