using System.Security.Cryptography;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// The tokens by which a peer that lost its state proves it, RFC 6290 §5: made of a secret and of
/// what stands in the header of any message, so that they need no store that survives. Nobody but
/// their maker has to know how.
/// </summary>
public static class CrashTokens
{
    /// <summary>Octets of QCD_SECRET, §5.1; they are random.</summary>
    public const int SecretLength = 32;

    /// <summary>Octets of the tokens that are made here.</summary>
    public const int Length = 32;

    /// <summary>Octets of the shortest token that counts, §5.</summary>
    public const int LengthMin = 16;

    /// <summary>Octets of the longest token that counts, §5.</summary>
    public const int LengthMax = 128;

    /// <summary>Tokens of one message that are looked at: one of each secret, §4.5.</summary>
    public const int AtOnceMax = 4;

    /// <summary>
    /// The token of an IKE SA, §5.1: the hash of QCD_SECRET | SPIi | SPIr, as HMAC with SHA-256
    /// under the secret; with the address of who takes the token behind it, §5.2. No token tells
    /// anything of another one, however many somebody has (§9.1).
    /// </summary>
    /// <param name="provider">Computes the HMAC.</param>
    /// <param name="secret">QCD_SECRET: <see cref="SecretLength"/> octets, kept for long.</param>
    /// <param name="spis">The SPIs of the IKE SA.</param>
    /// <param name="taker">The address of the token taker, 4 or 16 octets; empty: §5.1.</param>
    /// <returns><see cref="Length"/> octets, the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">A secret or an address of another length.</exception>
    public static Secret Make(
        CryptoProvider provider, Secret secret, IkeSpiPair spis, ReadOnlySpan<byte> taker = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length != SecretLength)
        {
            throw new ArgumentException($"QCD_SECRET has {SecretLength} octets.", nameof(secret));
        }

        if (taker.Length is not (0 or 4 or 16))
        {
            throw new ArgumentException("An address has 4 or 16 octets.", nameof(taker));
        }

        // The lengths of both forms and of both kinds of address differ: none is another one.
        Span<byte> pair = stackalloc byte[IkeSpiPair.Length];
        spis.Write(pair);
        using var mac = provider.CreateMac(MacAlgorithm.HmacSha256, secret.Span);
        GC.KeepAlive(secret);
        mac.Append(pair);
        mac.Append(taker);
        return Prf.Finish(mac);
    }

    /// <summary>
    /// Whether a token is one of those that the peer gave for an IKE SA, §5: bit by bit, and in a
    /// time that tells neither where they differ nor which one it is.
    /// </summary>
    /// <param name="shown">The token in the clear.</param>
    /// <param name="given">Those that came under protection.</param>
    public static bool IsOneOf(ReadOnlySpan<byte> shown, ReadOnlySpan<Secret> given)
    {
        // RFC 6290 §5: a token of another length can't be one, and a short one could be guessed.
        if (shown.Length is < LengthMin or > LengthMax)
        {
            return false;
        }

        var isOne = false;
        foreach (var token in given)
        {
            isOne |= CryptographicOperations.FixedTimeEquals(shown, token.Span);
            GC.KeepAlive(token);
        }

        return isOne;
    }
}
