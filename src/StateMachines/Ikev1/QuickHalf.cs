using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.StateMachines.Ikev1;

/// <summary>A quick mode that is on the way.</summary>
/// <param name="Isakmp">The ISAKMP SA under which it is.</param>
/// <param name="Id">Its message ID.</param>
/// <param name="Inbound">Where we receive.</param>
/// <param name="Nonces">Both nonces, as far as they are known.</param>
public sealed record QuickHalf(
    StandingIsakmp Isakmp, MessageId Id, Spi Inbound, ExchangeNonces Nonces)
{
    /// <summary>Our half of the key exchange; none: without forward secrecy.</summary>
    public KeyHandle Share { get; init; }

    /// <summary>The IV of the next message.</summary>
    public IvChain Chain { get; init; }

    /// <summary>Of a responder both ends as it sees them; null: not known.</summary>
    public OriginalAddresses? Seen { get; init; }

    /// <summary>The message that was taken last.</summary>
    public Octets Taken { get; init; }
}
