using System.Collections.Immutable;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>What an integrity algorithm of transform type 3 is.</summary>
/// <param name="Algorithm">The code point, RFC 7296 §3.3.2.</param>
/// <param name="Mac">The keyed function; none in AH with GMAC, which is a cipher.</param>
/// <param name="KeyLength">Octets of its key.</param>
/// <param name="IcvLength">Octets of its result that are sent.</param>
/// <param name="Standing">Whether it is offered.</param>
public sealed record IntegritySpec(
    IntegrityAlgorithm Algorithm, MacAlgorithm Mac, int KeyLength, int IcvLength, Standing Standing)
{
    /// <summary>Every integrity algorithm that Holdfast knows, AH's GMAC apart.</summary>
    public static ImmutableArray<IntegritySpec> All { get; } =
    [
        new(IntegrityAlgorithm.None, MacAlgorithm.None, 0, 0, Standing.Current),
        new(IntegrityAlgorithm.HmacMd5Truncated96, MacAlgorithm.HmacMd5, 16, 12, Standing.Legacy),
        new(
            IntegrityAlgorithm.HmacSha1Truncated96, MacAlgorithm.HmacSha1, 20, 12, Standing.Legacy),
        new(IntegrityAlgorithm.HmacMd5Full128, MacAlgorithm.HmacMd5, 16, 16, Standing.Legacy),
        new(IntegrityAlgorithm.HmacSha1Full160, MacAlgorithm.HmacSha1, 20, 20, Standing.Legacy),
        new(IntegrityAlgorithm.AesXcbc96, MacAlgorithm.AesXcbc, 16, 12, Standing.Current),
        new(IntegrityAlgorithm.AesCmac96, MacAlgorithm.AesCmac, 16, 12, Standing.Current),
        new(
            IntegrityAlgorithm.HmacSha256Truncated128, MacAlgorithm.HmacSha256, 32, 16,
            Standing.Current),
        new(
            IntegrityAlgorithm.HmacSha384Truncated192, MacAlgorithm.HmacSha384, 48, 24,
            Standing.Current),
        new(
            IntegrityAlgorithm.HmacSha512Truncated256, MacAlgorithm.HmacSha512, 64, 32,
            Standing.Current),
    ];

    /// <summary>No integrity algorithm: a combined mode, or IKEv1's encryption.</summary>
    public static IntegritySpec None => All[0];

    /// <summary>The algorithm; null: Holdfast does not know it.</summary>
    public static IntegritySpec? Find(IntegrityAlgorithm algorithm) =>
        All.FirstOrDefault(row => row.Algorithm == algorithm);

    /// <summary>The name of the registry.</summary>
    public override string ToString() => Algorithm.ToString();
}
