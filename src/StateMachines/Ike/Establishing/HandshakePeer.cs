using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.StateMachines.Ike;

/// <summary>What a peer may have once it is authenticated: an entry of the PAD and its SPD, RFC
/// 4301 §4.4.</summary>
/// <param name="Ours">The body of our ID payload towards it.</param>
/// <param name="Suites">The suites of CHILD SAs, the preferred first.</param>
/// <param name="Traffic">What may have a CHILD SA, the preferred first.</param>
/// <param name="MayTransport">Whether the mode may be transport.</param>
/// <param name="Address">The address that it gets, RFC 7296 §2.19; null: none.</param>
public sealed record HandshakePeer(
    Octets Ours, Items<ChildSuite> Suites, Items<TrafficPolicy> Traffic,
    bool MayTransport = false, HostAddress? Address = null)
{
    /// <summary>Whether its proof is the first one of two: by EAP somebody proves another identity
    /// behind it, RFC 4739, and what that one may have is granted.</summary>
    public bool ThenByEap { get; init; }

    /// <summary>Whether it has to log in by XAUTH besides, where it comes by IKEv1.</summary>
    public bool MustLogIn { get; init; }

    /// <summary>Notifications of other machines that IKE_AUTH is to say.</summary>
    public Items<Protocol.Ike.NotifyPayloadValue> Says { get; init; }

    /// <summary>The same for a peer whose end is one address that it gets, RFC 7296 §2.19, and
    /// nothing else; null: there is none, and so there is no traffic.</summary>
    public HandshakePeer WithAddress(HostAddress? address) => this with
    {
        Address = address,
        Traffic = TrafficPolicy.To(Traffic, address),
    };
}

/// <summary>How we and a peer prove who we are to each other, RFC 7296 §2.15: what the caller knows
/// of an identity. It stays the caller's to dispose.</summary>
/// <param name="Peer">What the peer may have.</param>
public sealed record HandshakeCredentials(HandshakePeer Peer)
{
    /// <summary>The key that both have; null: none.</summary>
    public Secret? Shared { get; init; }

    /// <summary>Whether the peer has to sign: the shared key then proves us alone.</summary>
    public bool MustSign { get; init; }

    /// <summary>Whether the peer proves itself by EAP, RFC 7296 §2.16, and by nothing else, where
    /// it began; we do it by our key that signs, or else by the shared one.</summary>
    public bool ByEap { get; init; }

    /// <summary>Whether EAP is believed only behind the proof of another identity
    /// (<see cref="HandshakePeer.ThenByEap"/>).</summary>
    public bool IsSecond { get; init; }

    /// <summary>The key of the peer, once its certificate was judged; null: none.</summary>
    public PublicKey? Theirs { get; init; }

    /// <summary>Why there is none.</summary>
    public AuthError Distrust { get; init; } = new(AuthFault.NoCertificate);

    /// <summary>Our key that signs; null: the shared one proves us.</summary>
    public PrivateKey? Ours { get; init; }

    /// <summary>How it pads where it is of RSA.</summary>
    public RsaForm Form { get; init; }

    /// <summary>Our certificates, our own first.</summary>
    public Items<Protocol.Ike.CertPayloadValue> Certificates { get; init; }

    /// <summary>Which algorithms may prove a peer.</summary>
    public AlgorithmPolicy Policy { get; init; }

    /// <summary>Whose they are, no key.</summary>
    public override string ToString() => $"credentials of {Peer.Ours}";
}
