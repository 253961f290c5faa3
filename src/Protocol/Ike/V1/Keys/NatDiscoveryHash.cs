using System.Buffers.Binary;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The hash of a NAT-D payload, RFC 3947 §3.2.</summary>
public static class NatDiscoveryHash
{
    /// <summary>HASH(CKY-I | CKY-R | IP | Port), by the hash of phase 1.</summary>
    /// <param name="hash">The negotiated hash.</param>
    /// <param name="cookies">The cookies of the SA.</param>
    /// <param name="address">4 or 16 octets.</param>
    /// <param name="port">The UDP port.</param>
    public static byte[] Compute(
        PhaseOneHash hash, IkeSpiPair cookies, ReadOnlySpan<byte> address, ushort port)
    {
        Span<byte> octets = stackalloc byte[IkeSpiPair.Length + 16 + sizeof(ushort)];
        cookies.Write(octets);
        address.CopyTo(octets[IkeSpiPair.Length..]);
        var end = IkeSpiPair.Length + address.Length;
        BinaryPrimitives.WriteUInt16BigEndian(octets[end..], port);
        return PhaseOneHashing.Compute(hash, octets[..(end + sizeof(ushort))]);
    }
}
