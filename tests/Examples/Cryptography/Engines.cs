using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Cryptography;

/// <summary>The providers that are here, each by its name.</summary>
public static class Engines
{
    /// <summary>libcrypto; null where it is not.</summary>
    public static LibcryptoProvider? Libcrypto { get; } =
        LibcryptoProvider.TryLoad(out var provider, out _) ? provider : null;

    /// <summary>Without libcrypto.</summary>
    public static LayeredProvider Managed { get; } = CryptoProviders.Managed();

    /// <summary>libcrypto first, where it is.</summary>
    public static LayeredProvider Fastest { get; } = CryptoProviders.Fastest(out _);

    /// <summary>Whether libcrypto is here and has ML-KEM: from OpenSSL 3.5 on.</summary>
    public static bool HasKem { get; } = Libcrypto?.Supports(KeyExchangeMethod.MlKem768) ?? false;

    public static IReadOnlyList<CryptoProvider> All { get; } = Libcrypto is null
        ? [new PlatformProvider(), new BouncyCastleProvider()]
        : [new PlatformProvider(), new BouncyCastleProvider(), Libcrypto];

    /// <summary>Those that have the function.</summary>
    public static IEnumerable<CryptoProvider> With(MacAlgorithm algorithm) =>
        All.Where(provider => provider.Supports(algorithm));

    /// <summary>Those that have the cipher with the integrity.</summary>
    public static IEnumerable<CryptoProvider> With(
        EncryptionSpec encryption, IntegritySpec integrity) =>
        All.Where(provider => provider.Supports(encryption, integrity));

    /// <summary>Those that sign with such keys.</summary>
    public static IEnumerable<CryptoProvider> With(SigningKeyKind kind) =>
        All.Where(provider => provider.Supports(kind));

    /// <summary>Those that compute the key exchange.</summary>
    public static IEnumerable<CryptoProvider> With(KeyExchangeMethod method) =>
        All.Where(provider => provider.Supports(method));
}

/// <summary>A fact about libcrypto; skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibcryptoFactAttribute : FactAttribute
{
    /// <summary>Skips without the library.</summary>
    public LibcryptoFactAttribute() =>
        Skip = Engines.Libcrypto is null ? $"{LibcryptoProvider.Library} is absent" : null;
}

/// <summary>A theory about libcrypto; skipped where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LibcryptoTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips without the library.</summary>
    public LibcryptoTheoryAttribute() =>
        Skip = Engines.Libcrypto is null ? $"{LibcryptoProvider.Library} is absent" : null;
}

/// <summary>A theory about ML-KEM of libcrypto; skipped where it has none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KemTheoryAttribute : TheoryAttribute
{
    /// <summary>Skips with an older library, or without.</summary>
    public KemTheoryAttribute() =>
        Skip = Engines.HasKem ? null : $"{LibcryptoProvider.Library} has no ML-KEM";
}
