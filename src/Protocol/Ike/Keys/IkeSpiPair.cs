using System.Buffers.Binary;

namespace Holdfast.Protocol.Ike;

/// <summary>Both SPIs of an IKE SA, RFC 7296 §2.6; in IKEv1 its cookies.</summary>
/// <param name="Initiator">The SPI of the original initiator.</param>
/// <param name="Responder">The SPI of the responder.</param>
public readonly record struct IkeSpiPair(IkeSpi Initiator, IkeSpi Responder)
{
    /// <summary>Octets of both on the wire.</summary>
    public const int Length = 16;

    /// <summary>Writes SPIi | SPIr, big-endian.</summary>
    internal void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, Initiator.Value);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Responder.Value);
    }
}
