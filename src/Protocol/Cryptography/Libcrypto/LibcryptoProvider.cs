using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// libcrypto 3, called directly: contexts are keyed once for each SA, a packet costs a handful of
/// calls and allocates nothing. It is there where its library is.
/// </summary>
public sealed unsafe class LibcryptoProvider : CryptoProvider
{
    /// <summary>The name of the library on Linux.</summary>
    public const string Library = "libcrypto.so.3";

    private readonly LibcryptoFunctions _functions;
    private readonly FrozenSet<string> _ciphers;
    private readonly FrozenSet<MacAlgorithm> _macs;

    private LibcryptoProvider(LibcryptoFunctions functions)
    {
        _functions = functions;
        Name = $"libcrypto ({functions.Version})";

        // A build or a policy of the system may leave some of them out: ask for each.
        _ciphers = EncryptionSpecs.All
            .Where(encryption => encryption.Cipher is not (CipherName.Null or CipherName.Des))
            .Select(CipherOf).Distinct()
            .Where(HasCipher)
            .ToFrozenSet();
        _macs = Enum.GetValues<MacAlgorithm>()
            .Where(algorithm => algorithm is not (MacAlgorithm.None or MacAlgorithm.AesXcbc))
            .Where(HasMac)
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
        provider = LibcryptoFunctions.TryLoad(library, out var functions, out reason)
            ? new LibcryptoProvider(functions)
            : null;
        return provider is not null;
    }

    /// <inheritdoc/>
    public override bool Supports(MacAlgorithm algorithm) => _macs.Contains(algorithm);

    /// <inheritdoc/>
    protected override bool SupportsCore(EncryptionSpec encryption, IntegritySpec integrity) =>
        (encryption.Mode == CipherMode.Null || _ciphers.Contains(CipherOf(encryption)))
        && (integrity.Mac == MacAlgorithm.None || Supports(integrity.Mac));

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
        new LibcryptoMac(
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
