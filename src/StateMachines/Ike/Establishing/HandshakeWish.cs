using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>What an initiator wants of a peer.</summary>
/// <param name="Ours">The body of our ID payload.</param>
/// <param name="Wanted">The body of the peer's, that it has to prove; null: whoever it is.</param>
/// <param name="Suites">The suites of the CHILD SA, the preferred first; none: there is to be
/// none, RFC 6023.</param>
/// <param name="Traffic">Its traffic, that of the packet which wants it first, RFC 7296 §2.9.
/// </param>
public sealed record HandshakeWish(
    Octets Ours, Octets? Wanted, Items<ChildSuite> Suites, TrafficPair Traffic)
{
    /// <summary>Whether we prove ourselves by EAP, RFC 7296 §2.16: the peer has to sign then
    /// (<see cref="HandshakeCredentials.MustSign"/>), for the method may prove us alone.</summary>
    public bool ByEap { get; init; }

    /// <summary>The body of the ID payload of whom we are besides, whom we prove by EAP behind the
    /// first proof, RFC 4739 §2.1; null, or <see cref="ByEap"/>: nobody.</summary>
    public Octets? Besides { get; init; }

    /// <summary>Whether the mode is to be transport.</summary>
    public bool IsTransport { get; init; }

    /// <summary>Whether we have no other IKE SA with the peer, §2.4.</summary>
    public bool IsInitialContact { get; init; }

    /// <summary>The configuration that is asked for, §2.19; null: none.</summary>
    public ConfigurationPayloadValue? Configuration { get; init; }

    /// <summary>The authorities whose certificates are asked for, as SHA-1 of their keys, §3.7.
    /// </summary>
    public Items<Octets> Authorities { get; init; }

    /// <summary>What other machines say in IKE_AUTH.</summary>
    public Items<NotifyPayloadValue> Says { get; init; }

    /// <summary>REDIRECTED_FROM, RFC 5685 §3, which IKE_SA_INIT says in place of
    /// REDIRECT_SUPPORTED; null: nobody has sent us here.</summary>
    public NotifyPayloadValue? RedirectedFrom { get; init; }
}

/// <summary>An attempt at IKE_SA_INIT.</summary>
/// <param name="Wish">What is wanted.</param>
/// <param name="Spi">Our SPI.</param>
/// <param name="Nonce">Our nonce.</param>
/// <param name="Inbound">The SPI on which we receive the CHILD SA.</param>
/// <param name="Method">The method of our KE payload.</param>
public sealed record HandshakeAttempt(
    HandshakeWish Wish, IkeSpi Spi, Octets Nonce, Protocol.Spi Inbound, KeyExchangeMethod Method)
{
    /// <summary>The cookie that was asked for, §2.6; empty: none.</summary>
    public Octets Cookie { get; init; }

    /// <summary>How often the request was changed: by a cookie, by a method.</summary>
    public int Changes { get; init; }

    /// <summary>Our half of the key exchange; none before it is computed.</summary>
    public KeyHandle Share { get; init; }

    /// <summary>What our KE payload says.</summary>
    public Octets Value { get; init; }

    /// <summary>What refused it last, in the clear: anybody may have said it, §2.21.1.</summary>
    public NotifyPayloadValue? Refusal { get; init; }
}

/// <summary>A request that is repeated until it is answered, RFC 7296 §2.1.</summary>
/// <param name="Octets">Its datagrams.</param>
/// <param name="Sends">How often they were sent.</param>
/// <param name="Wait">How long the last send waits.</param>
/// <param name="At">When it is due again.</param>
public sealed record OpenRequest(Items<Octets> Octets, int Sends, TimeSpan Wait, Instant At);
