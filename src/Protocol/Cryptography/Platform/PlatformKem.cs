using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// ML-KEM of the platform, where it has it (OpenSSL 3.5): the private key lies in native memory,
/// for one operation. The platform takes no randomness for an encapsulation, so that one is
/// BouncyCastle's, whose secret is used once.
/// </summary>
internal sealed class PlatformKem : KemArithmetic
{
    private readonly BouncyKem _encapsulating = new();

    internal override void PublicKey(
        KeyExchangeSpec spec, ReadOnlySpan<byte> seed, Span<byte> publicKey)
    {
        using var key = MLKem.ImportPrivateSeed(Algorithm(spec), seed);
        key.ExportEncapsulationKey(publicKey);
    }

    internal override bool TryEncapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared) =>
        _encapsulating.TryEncapsulate(spec, publicKey, seed, ciphertext, shared);

    internal override void Decapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> seed,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> shared)
    {
        using var key = MLKem.ImportPrivateSeed(Algorithm(spec), seed);
        key.Decapsulate(ciphertext, shared);
    }

    private static MLKemAlgorithm Algorithm(KeyExchangeSpec spec) => spec.Method.Value switch
    {
        35 => MLKemAlgorithm.MLKem512,
        36 => MLKemAlgorithm.MLKem768,
        37 => MLKemAlgorithm.MLKem1024,
        _ => throw new ArgumentException($"{spec} is no ML-KEM", nameof(spec)),
    };
}
