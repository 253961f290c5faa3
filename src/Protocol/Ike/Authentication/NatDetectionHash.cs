using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The data of NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP, RFC 7296 §2.23.
/// </summary>
public static class NatDetectionHash
{
    /// <summary>Octets of the hash.</summary>
    public const int Length = SHA1.HashSizeInBytes;

    /// <summary>SHA-1(SPIi | SPIr | IP | Port).</summary>
    /// <param name="spis">The SPIs as they stand in the header of the message.</param>
    /// <param name="address">4 or 16 octets.</param>
    /// <param name="port">The UDP port.</param>
    public static byte[] Compute(IkeSpiPair spis, ReadOnlySpan<byte> address, ushort port)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(address.Length, 16);
        Span<byte> octets = stackalloc byte[IkeSpiPair.Length + 16 + sizeof(ushort)];
        spis.Write(octets);
        address.CopyTo(octets[IkeSpiPair.Length..]);
        var end = IkeSpiPair.Length + address.Length;
        BinaryPrimitives.WriteUInt16BigEndian(octets[end..], port);
        return SHA1.HashData(octets[..(end + sizeof(ushort))]);
    }
}
