using System.Security.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>The hash functions of phase 1, RFC 2409 appendix A, over what is public.</summary>
internal static class PhaseOneHashing
{
    /// <summary>The hash of octets.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hash that no suite has.</exception>
    public static byte[] Compute(PhaseOneHash hash, ReadOnlySpan<byte> octets) =>
        hash.Value switch
        {
            1 => MD5.HashData(octets),
            2 => SHA1.HashData(octets),
            4 => SHA256.HashData(octets),
            5 => SHA384.HashData(octets),
            6 => SHA512.HashData(octets),
            _ => throw new ArgumentOutOfRangeException(nameof(hash), hash, "no such hash"),
        };
}
