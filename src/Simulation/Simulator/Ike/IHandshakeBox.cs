using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Ikev1;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Simulation.Simulator;

/// <summary>What IKE_SA_INIT to IKE_AUTH need of the box that says them: a member, or a peer.
/// </summary>
internal interface IHandshakeBox
{
    /// <summary>The time of the box.</summary>
    Instant Now { get; }

    /// <summary>Fills octets by chance.</summary>
    void Fill(Span<byte> octets);

    /// <summary>A SPI for an IKE SA that none has.</summary>
    IkeSpi DrawIkeSpi();

    /// <summary>A SPI for a CHILD SA that none has.</summary>
    Spi DrawChildSpi();

    /// <summary>How many additional key exchanges an IKE SA has that somebody begins, RFC 9370.
    /// </summary>
    int ExchangesOf(IkeSpi initiator);

    /// <summary>What is known of an identity; null: nobody has it.</summary>
    HandshakeCredentials? CredentialsOf(IkeSpi initiator, Octets identity);

    /// <summary>What is known of an ISAKMP SA that somebody begins; null: nothing.</summary>
    PhaseOneCredentials? SharedWith(IkeSpi cookie);

    /// <summary>A message ID of IKEv1 that no exchange had.</summary>
    MessageId DrawMessageId(Func<MessageId, bool> isUsed);

    /// <summary>What other machines have IKE_AUTH say once both SPIs are there.</summary>
    /// <param name="spis">Both SPIs.</param>
    /// <param name="role">Which side the box is.</param>
    /// <param name="said">What the other side has said; of an initiator nothing.</param>
    Items<NotifyPayloadValue> SaysTo(
        IkeSpiPair spis, IkeRole role, Items<NotifyPayloadValue> said);

    /// <summary>Does something later, unless the box is gone by then.</summary>
    void Later(TimeSpan time, Action act);

    /// <summary>Hears what does not simply go on, and by which rule.</summary>
    void Tell(IkeSpi initiator, string what, Reason why);
}

/// <summary>How a request came, and what becomes of it.</summary>
/// <param name="Flow">Over which flow.</param>
/// <param name="Reply">Answers it.</param>
/// <param name="Elsewhere">REDIRECT, RFC 5685; null: it is served here.</param>
/// <param name="Establish">Makes SAs a fact, and says later whether they are; the keys are whose
/// who has called.</param>
internal sealed record Caller(
    UdpFlow Flow, Action<Octets> Reply, Func<NotifyPayloadValue?> Elsewhere,
    Action<Established, HandshakeKeys, Action<bool>> Establish);

/// <summary>What becomes of an IKE SA that a box begins.</summary>
/// <param name="Send">Sends a datagram.</param>
/// <param name="Greeted">Hears that there are keys, and IKE_AUTH is next.</param>
/// <param name="Redirected">Hears that another gateway is to serve it.</param>
/// <param name="Establish">Makes SAs a fact, and says later whether they are.</param>
/// <param name="Over">Hears that there is none, and whether the other side has said so.</param>
internal sealed record Errand(
    Action<Octets> Send, Action Greeted, Action<NotifyPayloadValue> Redirected,
    Action<Established, HandshakeKeys, Action<bool>> Establish, Action<bool> Over);
