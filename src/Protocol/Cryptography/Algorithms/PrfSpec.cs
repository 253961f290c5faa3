using System.Collections.Immutable;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>What a pseudorandom function of transform type 2 is, RFC 7296 §2.13.</summary>
/// <param name="Algorithm">The code point.</param>
/// <param name="Mac">The keyed function.</param>
/// <param name="KeyLength">Octets of a key that the PRF derives (its preferred length).</param>
/// <param name="OutputLength">Octets of its result.</param>
/// <param name="FixedKeyLength">
/// Whether SKEYSEED takes only the first half of the key from each nonce (RFC 7296 §2.14).
/// </param>
/// <param name="Standing">Whether it is offered.</param>
public sealed record PrfSpec(
    PseudorandomFunction Algorithm,
    MacAlgorithm Mac,
    int KeyLength,
    int OutputLength,
    bool FixedKeyLength,
    Standing Standing)
{
    /// <summary>Every PRF that Holdfast knows.</summary>
    public static ImmutableArray<PrfSpec> All { get; } =
    [
        new(PseudorandomFunction.HmacMd5, MacAlgorithm.HmacMd5, 16, 16, false, Standing.Legacy),
        new(PseudorandomFunction.HmacSha1, MacAlgorithm.HmacSha1, 20, 20, false, Standing.Legacy),
        new(
            PseudorandomFunction.HmacSha256, MacAlgorithm.HmacSha256, 32, 32, false,
            Standing.Current),
        new(
            PseudorandomFunction.HmacSha384, MacAlgorithm.HmacSha384, 48, 48, false,
            Standing.Current),
        new(
            PseudorandomFunction.HmacSha512, MacAlgorithm.HmacSha512, 64, 64, false,
            Standing.Current),
        new(PseudorandomFunction.Aes128Xcbc, MacAlgorithm.AesXcbc, 16, 16, true, Standing.Current),
        new(PseudorandomFunction.Aes128Cmac, MacAlgorithm.AesCmac, 16, 16, true, Standing.Current),
    ];

    /// <summary>The function; null: Holdfast does not know it.</summary>
    public static PrfSpec? Find(PseudorandomFunction algorithm) =>
        All.FirstOrDefault(row => row.Algorithm == algorithm);

    /// <summary>The name of the registry.</summary>
    public override string ToString() => Algorithm.ToString();
}
