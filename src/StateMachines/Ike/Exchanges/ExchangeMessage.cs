using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>A CHILD SA as its receiver names it, RFC 7296 §3.11.</summary>
/// <param name="Protocol">ESP or AH.</param>
/// <param name="Spi">The SPI on which whoever says it receives.</param>
public readonly record struct ChildName(ProtocolId Protocol, Spi Spi);

/// <summary>What CREATE_CHILD_SA, IKE_FOLLOWUP_KE and INFORMATIONAL say, RFC 7296 §1.3 and §1.4, of
/// either side.</summary>
public abstract record ExchangeMessage
{
    private ExchangeMessage()
    {
    }

    /// <summary>Notifications for other machines.</summary>
    public Items<NotifyPayloadValue> Says { get; init; }

    /// <summary>A CHILD SA is asked for or granted, §1.3.1 and §1.3.3.</summary>
    /// <param name="Offer">What is offered; of the responder what is chosen.</param>
    /// <param name="Nonce">The nonce.</param>
    public sealed record Child(ChildOffer Offer, Octets Nonce) : ExchangeMessage
    {
        /// <summary>REKEY_SA: which one is to be replaced; null: none, or it is a response.
        /// </summary>
        public ChildName? Rekeys { get; init; }

        /// <summary>The method of the KE payload; None: there is none.</summary>
        public KeyExchangeMethod Method { get; init; }

        /// <summary>What the KE payload says.</summary>
        public Octets Share { get; init; }

        /// <summary>ADDITIONAL_KEY_EXCHANGE in a response: what IKE_FOLLOWUP_KE is to name, RFC
        /// 9370 §2.2.4; empty: none follows.</summary>
        public Octets Link { get; init; }
    }

    /// <summary>The IKE SA is rekeyed, §1.3.2.</summary>
    /// <param name="Proposals">What is offered, with a SPI; of the responder what is chosen.
    /// </param>
    /// <param name="Nonce">The nonce.</param>
    /// <param name="Method">The method of the KE payload.</param>
    /// <param name="Share">What it says.</param>
    public sealed record Rekey(
        SaPayloadValue Proposals, Octets Nonce, KeyExchangeMethod Method, Octets Share)
        : ExchangeMessage
    {
        /// <inheritdoc cref="Child.Link"/>
        public Octets Link { get; init; }
    }

    /// <summary>IKE_FOLLOWUP_KE, RFC 9370 §2.2.4: a key exchange more for what CREATE_CHILD_SA
    /// makes.</summary>
    /// <param name="Link">The link of the response before; in a response that of the next request,
    /// or empty: it was the last.</param>
    /// <param name="Method">The method of the KE payload.</param>
    /// <param name="Share">What it says.</param>
    public sealed record Followup(Octets Link, KeyExchangeMethod Method, Octets Share)
        : ExchangeMessage;

    /// <summary>INFORMATIONAL, §1.4; with nothing in it a check of liveness.</summary>
    /// <param name="Deletes">The CHILD SAs that end, §1.4.1.</param>
    /// <param name="DeletesIke">Whether the IKE SA ends.</param>
    public sealed record Inform(Items<ChildName> Deletes, bool DeletesIke = false)
        : ExchangeMessage;

    /// <summary>An error, §2.21.3: in a response; as a request one that has to be answered so.
    /// </summary>
    public sealed record Refused(NotifyPayloadValue Why) : ExchangeMessage;
}
