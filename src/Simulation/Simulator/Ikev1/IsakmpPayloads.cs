using System.Buffers.Binary;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Payloads of IKEv1, written and read.</summary>
internal static class IsakmpPayloads
{
    private const int SpiLength = 4;

    /// <summary>A payload.</summary>
    public static IsakmpPayloadValue Of(IsakmpPayloadBody body) => new() { Body = body };

    /// <summary>The SPI in the first proposal for ESP; null: there is none.</summary>
    public static Spi? SpiIn(IsakmpSaPayloadValue offer) =>
        offer.Body is IsakmpSaPayloadBody.Ipsec
        {
            Value.Body: IpsecSituationBody.IdentityOnly
            {
                Value.Proposals: { Count: > 0 } proposals,
            },
        }
        && proposals[0] is { Spi: { Length: SpiLength } spi } first
        && first.ProtocolId == IsakmpProtocolId.Esp
            ? new(BinaryPrimitives.ReadUInt32BigEndian(spi.Span))
            : null;
}
