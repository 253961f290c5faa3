using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>A CHILD SA as IKE_AUTH offers or grants it, RFC 7296 §1.2.</summary>
/// <param name="Proposals">What is offered; of the responder what is chosen.</param>
/// <param name="Initiator">TSi.</param>
/// <param name="Responder">TSr.</param>
/// <param name="IsTransport">USE_TRANSPORT_MODE, §1.3.1.</param>
/// <param name="IsMorePossible">ADDITIONAL_TS_POSSIBLE, §2.9.</param>
public sealed record ChildOffer(
    SaPayloadValue Proposals, Items<TrafficRange> Initiator, Items<TrafficRange> Responder,
    bool IsTransport, bool IsMorePossible = false);

/// <summary>What IKE_AUTH says, RFC 7296 §1.2, of either side.</summary>
/// <param name="Identity">The body of the ID payload; empty: there is none, behind the first
/// exchange of EAP.</param>
/// <param name="Auth">The proof; null: there is none.</param>
public sealed record AuthMessage(Octets Identity, AuthPayloadValue? Auth)
{
    /// <summary>The body of the ID payload as it came, RESERVED included; null: nothing else
    /// than <see cref="Identity"/>.</summary>
    public Octets? Received { get; init; }

    /// <summary>What AUTH covers of the ID payload, §2.15: what was sent.</summary>
    public Octets Covered => Received ?? Identity;

    /// <summary>The body of IDr in a request: whom the initiator wants to reach; null: nobody.
    /// </summary>
    public Octets? Wanted { get; init; }

    /// <summary>Certificates, that of the side first.</summary>
    public Items<CertPayloadValue> Certificates { get; init; }

    /// <summary>The authorities that CERTREQ names, §3.7; none: no certificate is asked for.
    /// </summary>
    public Items<Octets> Authorities { get; init; }

    /// <summary>The CHILD SA; null: none.</summary>
    public ChildOffer? Child { get; init; }

    /// <summary>Why there is no CHILD SA, §1.2; null: there is one, or none is wanted.</summary>
    public NotifyPayloadValue? Refusal { get; init; }

    /// <summary>The configuration that is asked for or given, §2.19; null: none.</summary>
    public ConfigurationPayloadValue? Configuration { get; init; }

    /// <summary>A message of EAP, §3.16; null: there is none.</summary>
    public EapPayloadValue? Eap { get; init; }

    /// <summary>INITIAL_CONTACT, §2.4: every other IKE SA of that identity is gone.</summary>
    public bool IsInitialContact { get; init; }

    /// <summary>ANOTHER_AUTH_FOLLOWS, RFC 4739 §2.1: the side proves another identity behind this
    /// one.</summary>
    public bool IsAnotherNext { get; init; }

    /// <summary>Notifications for other machines.</summary>
    public Items<NotifyPayloadValue> Says { get; init; }
}
