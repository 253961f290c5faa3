using System.Collections.Immutable;
using System.Globalization;

namespace Holdfast.Protocol.Cryptography;

/// <summary>Which providers there are, and which one serves what.</summary>
public static class CryptoProviders
{
    /// <summary>The platform, then BouncyCastle: everything, on every system.</summary>
    public static LayeredProvider Managed() =>
        new(new PlatformProvider(), new BouncyCastleProvider());

    /// <summary>
    /// The fastest first: libcrypto where it is, then the platform, then BouncyCastle.
    /// </summary>
    /// <param name="without">Why libcrypto is not among them; empty: it is.</param>
    public static LayeredProvider Fastest(out string without) =>
        LibcryptoProvider.TryLoad(out var libcrypto, out without)
            ? new(libcrypto, new PlatformProvider(), new BouncyCastleProvider())
            : Managed();

    /// <summary>Every suite there is: combined modes alone, other ciphers with each MAC.</summary>
    public static IEnumerable<(EncryptionSpec Encryption, IntegritySpec Integrity)> Suites() =>
        from encryption in EncryptionSpecs.All
        from integrity in IntegritySpec.All
        where encryption.IsCombined
            ? integrity.Mac == MacAlgorithm.None
            : encryption.Mode != CipherMode.Null || integrity.Mac != MacAlgorithm.None
        select (encryption, integrity);

    /// <summary>
    /// Which layer serves which algorithm, one row for each suite, MAC, key exchange and kind
    /// of signing key.
    /// </summary>
    public static ImmutableArray<ServedAlgorithm> Report(this LayeredProvider provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return
        [
            .. Suites().Select(suite => new ServedAlgorithm(
                suite.Integrity.Mac == MacAlgorithm.None
                    ? suite.Encryption.ToString()
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{suite.Encryption} with {suite.Integrity}"),
                provider.Serving(suite.Encryption, suite.Integrity)?.Name)),
            .. Enum.GetValues<MacAlgorithm>()
                .Where(algorithm => algorithm != MacAlgorithm.None)
                .Select(algorithm => new ServedAlgorithm(
                    algorithm.ToString(), provider.Serving(algorithm)?.Name)),
            .. KeyExchangeSpec.All.Select(exchange => new ServedAlgorithm(
                exchange.ToString(), provider.Serving(exchange.Method)?.Name)),
            .. Enum.GetValues<SigningKeyKind>().Select(kind => new ServedAlgorithm(
                $"signing by {kind}", provider.Serving(kind)?.Name)),
        ];
    }
}

/// <summary>A row of the report.</summary>
/// <param name="Algorithm">The suite, keyed function, key exchange or signature.</param>
/// <param name="Provider">The name of its provider; null: nobody has it.</param>
public readonly record struct ServedAlgorithm(string Algorithm, string? Provider);
