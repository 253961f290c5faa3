using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// libcrypto 3, called directly: contexts are keyed once for each SA, a packet costs a handful of
/// calls and allocates nothing; powers and ladders of key exchanges, and signatures, in constant
/// time. Keys lie in native memory that it cleanses. It is there where its library is.
/// </summary>
public sealed unsafe class LibcryptoProvider : CryptoProvider
{
    /// <summary>The name of the library on Linux.</summary>
    public const string Library = "libcrypto.so.3";

    private readonly LibcryptoFunctions _functions;
    private readonly FrozenSet<string> _ciphers;
    private readonly FrozenSet<MacAlgorithm> _macs;
    private readonly LibcryptoArithmetic? _arithmetic;
    private readonly FrozenSet<KeyExchangeSpec> _exchanges;
    private readonly LibcryptoKem? _kem;
    private readonly LibcryptoKeys? _keys;
    private readonly FrozenSet<SigningKeyKind> _kinds;

    private LibcryptoProvider(
        LibcryptoFunctions functions,
        LibcryptoExchangeFunctions? exchangeFunctions,
        LibcryptoKeyFunctions? keyFunctions,
        LibcryptoKemFunctions? kemFunctions)
    {
        _functions = functions;
        _kem = kemFunctions is null ? null : new(kemFunctions);
        _keys = keyFunctions is null ? null : new(keyFunctions);
        _kinds = Enum.GetValues<SigningKeyKind>()
            .Where(kind => _keys is not null && _keys.Has(kind))
            .ToFrozenSet();
        _arithmetic = exchangeFunctions is null ? null : new(exchangeFunctions);
        Name = $"libcrypto ({functions.Version})";

        // A build or a policy of the system may leave some of them out: ask for each.
        _ciphers = EncryptionSpecs.All
            .Where(encryption => encryption.Cipher is not (CipherName.Null or CipherName.Des))
            .Select(CipherOf).Distinct()
            .Where(HasCipher)
            .ToFrozenSet();
        _macs = Enum.GetValues<MacAlgorithm>()
            .Where(algorithm => algorithm != MacAlgorithm.None)
            .Where(algorithm => algorithm == MacAlgorithm.AesXcbc
                ? HasCipher(LibcryptoBlocks.Cipher)
                : HasMac(algorithm))
            .ToFrozenSet();
        _exchanges = KeyExchangeSpec.All
            .Where(exchange => exchange.Kind switch
            {
                KeyExchangeKind.Modp => _arithmetic is not null,
                KeyExchangeKind.Montgomery => _arithmetic?.HasCurve(exchange) ?? false,
                KeyExchangeKind.MlKem => _kem?.Has(exchange) ?? false,
                KeyExchangeKind.Ecp => false,
            })
            .ToFrozenSet();
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>The provider; false: why there is none.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="reason">For example "libcrypto.so.3 is not here".</param>
    /// <param name="library">Name or path of the library.</param>
    public static bool TryLoad(
        [NotNullWhen(true)] out LibcryptoProvider? provider,
        out string reason,
        string library = Library)
    {
        provider = null;
        if (!LibcryptoFunctions.TryLoad(library, out var functions, out reason))
        {
            return false;
        }

        // A build without them still has the ciphers.
        _ = LibcryptoExchangeFunctions.TryFind(library, out var exchanges, out _);
        _ = LibcryptoExports.TryFind(
            library, names => new LibcryptoKeyFunctions(names), out var keys, out _);
        _ = LibcryptoExports.TryFind(
            library, names => new LibcryptoKemFunctions(names), out var kem, out _);
        provider = new(functions, exchanges, keys, kem);
        return true;
    }

    /// <inheritdoc/>
    public override bool Supports(SigningKeyKind kind) => _kinds.Contains(kind);

    internal override LibraryKey Hold(SigningKeyKind kind, ReadOnlySpan<byte> inner) =>
        _keys!.Take(kind, inner);

    /// <inheritdoc/>
    public override bool Supports(MacAlgorithm algorithm) => _macs.Contains(algorithm);

    /// <inheritdoc/>
    protected override bool SupportsCore(EncryptionSpec encryption, IntegritySpec integrity) =>
        (encryption.Mode == CipherMode.Null || _ciphers.Contains(CipherOf(encryption)))
        && (integrity.Mac == MacAlgorithm.None || Supports(integrity.Mac));

    private protected override bool SupportsCore(KeyExchangeSpec exchange) =>
        _exchanges.Contains(exchange);

    internal override KeyShare CreateShare(
        KeyExchangeSpec exchange, ReadOnlySpan<byte> randomness) => exchange.Kind switch
        {
            KeyExchangeKind.Modp => new ModpShare(exchange, randomness, _arithmetic!),
            KeyExchangeKind.Montgomery => new MontgomeryShare(exchange, randomness, _arithmetic!),
            KeyExchangeKind.MlKem => new MlKemShare(exchange, randomness, _kem!),
            KeyExchangeKind.Ecp => throw new UnreachableException($"{exchange} is not its own."),
        };

    internal override KemArithmetic KemOf(KeyExchangeSpec exchange) => _kem!;

    /// <inheritdoc/>
    protected override PacketCipher CreateCipherCore(
        EncryptionSpec encryption,
        IntegritySpec integrity,
        ReadOnlySpan<byte> encryptionKey,
        ReadOnlySpan<byte> integrityKey)
    {
        if (encryption.IsCombined)
        {
            var sealer = NewCipher(encryption);
            var opener = encryption.Mode == CipherMode.Ccm ? NewCipher(encryption) : sealer;
            return new LibcryptoCombined(_functions, sealer, opener, encryption, encryptionKey);
        }

        TextCipher text = encryption.Mode == CipherMode.Null
            ? new NullText()
            : new LibcryptoText(
                _functions,
                NewCipher(encryption),
                encryption.Mode == CipherMode.Cbc ? NewCipher(encryption) : null,
                encryption,
                encryptionKey);
        var mac = integrity.Mac == MacAlgorithm.None
            ? null
            : CreateMacCore(integrity.Mac, integrityKey);
        return new EncryptThenMac(encryption, integrity, text, mac);
    }

    /// <inheritdoc/>
    protected override Mac CreateMacCore(MacAlgorithm algorithm, ReadOnlySpan<byte> key) =>
        algorithm == MacAlgorithm.AesXcbc
            ? new XcbcMac(
                new LibcryptoBlocks(
                    _functions, LibcryptoContext.OfCipher(_functions, LibcryptoBlocks.Cipher)!),
                key)
            : new LibcryptoMac(
                _functions, LibcryptoContext.OfMac(_functions, MacOf(algorithm))!, algorithm, key);

    private static string MacOf(MacAlgorithm algorithm) => algorithm.IsHmac ? "HMAC" : "CMAC";

    private static string CipherOf(EncryptionSpec encryption) => encryption.Cipher switch
    {
        CipherName.TripleDes => "DES-EDE3-CBC",
        CipherName.ChaCha20 => "ChaCha20-Poly1305",
        CipherName.Aes => string.Create(
            CultureInfo.InvariantCulture,
            $"AES-{encryption.KeyLength * 8}-{ModeOf(encryption.Mode)}"),
        CipherName.Camellia => string.Create(
            CultureInfo.InvariantCulture,
            $"CAMELLIA-{encryption.KeyLength * 8}-{ModeOf(encryption.Mode)}"),

        // Libcrypto keeps DES in a provider for legacy that is rarely loaded.
        CipherName.Null or CipherName.Des => "",
    };

    private static string ModeOf(CipherMode mode) => mode switch
    {
        CipherMode.Cbc => "CBC",
        CipherMode.Ctr => "CTR",
        CipherMode.Gcm or CipherMode.Gmac => "GCM",
        CipherMode.Ccm => "CCM",
        CipherMode.Null or CipherMode.ChaCha20Poly1305 =>
            throw new UnreachableException($"{mode} is no mode of a block cipher."),
    };

    private LibcryptoContext NewCipher(EncryptionSpec encryption) =>
        LibcryptoContext.OfCipher(_functions, CipherOf(encryption))!;

    private bool HasCipher(string name)
    {
        using var context = LibcryptoContext.OfCipher(_functions, name);
        return context is not null;
    }

    private bool HasMac(MacAlgorithm algorithm)
    {
        using var context = LibcryptoContext.OfMac(_functions, MacOf(algorithm));
        if (context is not null
            && LibcryptoMac.TryKey(_functions, context, algorithm, new byte[16]))
        {
            return true;
        }

        // HMAC may be there while its hash is not.
        _functions.ClearErrors();
        return false;
    }
}
