using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>How phase 1 is done, RFC 2409 §5.</summary>
public enum PhaseOneMode
{
    /// <summary>Main mode: six messages, identities encrypted.</summary>
    Main,

    /// <summary>Aggressive mode: three messages, identities in the clear.</summary>
    Aggressive,
}

/// <summary>What a side says of itself by vendor IDs.</summary>
[Flags]
public enum PhaseOneTraits
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It finds NATs, and goes through them: RFC 3947 §3.1.</summary>
    NatTraversal = 1,

    /// <summary>It answers R-U-THERE, RFC 3706 §5.1.</summary>
    DeadPeerDetection = 2,

    /// <summary>It knows XAUTH, draft-ietf-ipsec-isakmp-xauth §4.</summary>
    Xauth = 4,
}

/// <summary>What a message of phase 1 says, RFC 2409 §5, of either side.</summary>
public sealed record PhaseOneMessage
{
    /// <summary>What is offered; of the responder what is chosen. Null: nothing.</summary>
    public IsakmpSaPayloadValue? Proposals { get; init; }

    /// <summary>The body of the SA payload as it came: HASH_I and HASH_R cover it.</summary>
    public Octets SaBody { get; init; }

    /// <summary>The public value; empty: none.</summary>
    public Octets Share { get; init; }

    /// <summary>The nonce; empty: none.</summary>
    public Octets Nonce { get; init; }

    /// <summary>The body of the ID payload; empty: none.</summary>
    public Octets Identity { get; init; }

    /// <summary>HASH_I or HASH_R; empty: none.</summary>
    public Octets Proof { get; init; }

    /// <summary>SIG_I or SIG_R, RFC 2409 §5.1; empty: none.</summary>
    public Octets Signature { get; init; }

    /// <summary>Certificates, that of the side first, RFC 2408 §3.9.</summary>
    public Items<CertPayloadValue> Certificates { get; init; }

    /// <summary>The authorities whose certificates are asked for, each as its name in DER, RFC
    /// 2408 §3.10; an empty one: any. None: no certificate is asked for.</summary>
    public Items<Octets> Authorities { get; init; }

    /// <summary>What the side says of itself.</summary>
    public PhaseOneTraits Traits { get; init; }

    /// <summary>The hashes of NAT-D payloads, RFC 3947 §3.2: where the message goes, then where its
    /// sender may be.</summary>
    public Items<Octets> NatHashes { get; init; }

    /// <summary>INITIAL-CONTACT, RFC 2407 §4.6.3.3: the side has no other SA with the other one.
    /// </summary>
    public bool IsInitialContact { get; init; }

    /// <summary>RESPONDER-LIFETIME, RFC 2407 §4.6.3.1; null: not said.</summary>
    public SaLife? Life { get; init; }
}
