using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines.Ike;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>What the first and the second message of quick mode say, RFC 2409 §5.5.</summary>
public sealed record QuickMessage
{
    /// <summary>What is offered; of the responder what is chosen.</summary>
    public IsakmpSaPayloadValue? Proposals { get; init; }

    /// <summary>The nonce; empty: none.</summary>
    public Octets Nonce { get; init; }

    /// <summary>The public value; empty: without forward secrecy.</summary>
    public Octets Share { get; init; }

    /// <summary>The traffic of the initiator of quick mode, IDci; null: it is no traffic that we
    /// know.</summary>
    public TrafficRange? Initiator { get; init; }

    /// <summary>The traffic of the other side, IDcr.</summary>
    public TrafficRange? Responder { get; init; }

    /// <summary>NAT-OA; null: not said, as in tunnel mode.</summary>
    public OriginalAddresses? Originals { get; init; }

    /// <summary>RESPONDER-LIFETIME, RFC 2407 §4.6.3.1; null: not said.</summary>
    public SaLife? Life { get; init; }

    /// <summary>The public value that a suite asks for; empty: it is without forward secrecy, and a
    /// value that came all the same is of no group, RFC 2409 §5.5.</summary>
    internal Octets ShareFor(ChildSuite suite) =>
        suite.KeyExchange == KeyExchangeMethod.None ? default : Share;
}
