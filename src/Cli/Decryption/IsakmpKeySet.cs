using System.Diagnostics.CodeAnalysis;
using Holdfast.Cli.Keys;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Cli.Decryption;

/// <summary>What opens the messages of an IKEv1 SA: algorithms and keys.</summary>
/// <param name="Encryption">The cipher.</param>
/// <param name="Prf">The function of the negotiated hash; null: not known.</param>
/// <param name="Cipher">Ka.</param>
/// <param name="SkeyidA">Authenticates messages behind phase 1; null: not known.</param>
/// <param name="SkeyidD">Derives the keys of quick mode; null: not known.</param>
/// <param name="Skeyid">Authenticates phase 1; null: not known.</param>
internal sealed record IsakmpKeySet(
    EncryptionSpec Encryption, Prf? Prf, Secret Cipher, Secret? SkeyidA, Secret? SkeyidD,
    Secret? Skeyid)
    : IDisposable
{
    /// <summary>The hash that makes IVs; default: not known.</summary>
    public PhaseOneHash Hash => Prf is null ? default : HashOf(Prf.Spec);

    /// <summary>
    /// The set of keys that somebody gave, with what the capture says about algorithms; false: they
    /// do not fit each other, or something is not told.
    /// </summary>
    public static bool TryMake(
        SaKeys.Version1 keys, IsakmpSuite? suite, CryptoProvider provider,
        [NotNullWhen(true)] out IsakmpKeySet? set, out string problem)
    {
        set = null;
        var encryption = keys.Encryption ?? suite?.Encryption;
        var spec = keys.Prf ?? suite?.Prf;
        if (encryption is null)
        {
            problem = "the cipher is not told, and the capture lacks the proposals of phase 1";
            return false;
        }

        var prf = spec is null ? null : new Prf(provider, spec);
        Secret key;
        if (keys.EncryptionKey is { } given)
        {
            // A table of Wireshark holds a key that is long enough for several ciphers.
            if (given.Length < encryption.KeyLength)
            {
                problem = $"a key of {given.Length} octets for {encryption}";
                return false;
            }

            key = new Secret(given.Span[..encryption.KeyLength]);
        }
        else if (prf is not null)
        {
            key = IsakmpKeys.CipherKey(prf, keys.SkeyidE!, encryption.KeyLength);
        }
        else
        {
            problem = "the hash is not told, and the capture lacks the proposals of phase 1";
            return false;
        }

        problem = "";
        set = new(
            encryption, prf, key, Copy(keys.SkeyidA), Copy(keys.SkeyidD), Copy(keys.Skeyid));
        return true;
    }

    /// <summary>The set of keys that were derived; they stay the caller's.</summary>
    public static IsakmpKeySet Of(IsakmpSuite suite, Prf prf, IsakmpKeys keys) => new(
        suite.Encryption, prf, new Secret(keys.Cipher.Span), Copy(keys.SkeyidA),
        Copy(keys.SkeyidD), Copy(keys.Skeyid));

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        Cipher.Dispose();
        SkeyidA?.Dispose();
        SkeyidD?.Dispose();
        Skeyid?.Dispose();
    }

    // RFC 2409 appendix A: the PRF is the HMAC of the negotiated hash.
    private static PhaseOneHash HashOf(PrfSpec spec) => spec.Mac switch
    {
        MacAlgorithm.HmacMd5 => new(1),
        MacAlgorithm.HmacSha1 => new(2),
        MacAlgorithm.HmacSha256 => new(4),
        MacAlgorithm.HmacSha384 => new(5),
        MacAlgorithm.HmacSha512 => new(6),
        MacAlgorithm.None or MacAlgorithm.AesXcbc or MacAlgorithm.AesCmac => default,
    };

    private static Secret? Copy(Secret? secret) => secret is null ? null : new(secret.Span);
}
