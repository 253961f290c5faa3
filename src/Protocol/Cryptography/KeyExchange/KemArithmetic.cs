namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// What a library computes of ML-KEM, FIPS 203 §7: all give the same octets for the same seeds;
/// they differ in where secrets lie meanwhile.
/// </summary>
internal abstract class KemArithmetic
{
    /// <summary>Octets of the seed m of an encapsulation, FIPS 203 §7.2.</summary>
    internal const int EncapsulationSeedLength = 32;

    /// <summary>The encapsulation key of the seed d ‖ z, FIPS 203 §7.1.</summary>
    internal abstract void PublicKey(
        KeyExchangeSpec spec, ReadOnlySpan<byte> seed, Span<byte> publicKey);

    /// <summary>
    /// Encapsulates to a key of the right length, FIPS 203 §7.2; false: a coefficient of it is not
    /// reduced.
    /// </summary>
    internal abstract bool TryEncapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> seed,
        Span<byte> ciphertext,
        Span<byte> shared);

    /// <summary>
    /// Decapsulates a ciphertext of the right length by the key of the seed d ‖ z; one that was
    /// changed gives another secret, never an error, FIPS 203 §6.3.
    /// </summary>
    internal abstract void Decapsulate(
        KeyExchangeSpec spec,
        ReadOnlySpan<byte> seed,
        ReadOnlySpan<byte> ciphertext,
        Span<byte> shared);
}
