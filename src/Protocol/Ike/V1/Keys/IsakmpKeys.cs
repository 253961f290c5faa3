using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// The keys of an IKEv1 SA, RFC 2409 §5 and appendix B. Disposing them zeroes all; they print
/// their lengths and nothing else.
/// </summary>
/// <param name="Skeyid">What the others come from; authenticates HASH_I and HASH_R.</param>
/// <param name="SkeyidD">Derives the keys of other SAs.</param>
/// <param name="SkeyidA">Authenticates messages of phase 2.</param>
/// <param name="SkeyidE">What the cipher's key comes from.</param>
/// <param name="Cipher">Ka, the key of the cipher.</param>
public sealed record IsakmpKeys(
    Secret Skeyid, Secret SkeyidD, Secret SkeyidA, Secret SkeyidE, Secret Cipher) : IDisposable
{
    /// <summary>The keys that SKEYID gives.</summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="suite">Its suite, for the key's length.</param>
    /// <param name="skeyid">SKEYID; it stays the caller's.</param>
    /// <param name="shared">g^xy of phase 1.</param>
    /// <param name="cookies">The cookies of the SA.</param>
    public static IsakmpKeys Derive(
        Prf prf, IsakmpSuite suite, Secret skeyid, Secret shared, IkeSpiPair cookies)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(skeyid);
        ArgumentNullException.ThrowIfNull(shared);
        using var mac = prf.WithKey(skeyid);
        var d = Next(mac, [], shared, cookies, 0);
        var a = Next(mac, d.Span, shared, cookies, 1);
        var e = Next(mac, a.Span, shared, cookies, 2);
        var keys = new IsakmpKeys(
            new Secret(skeyid.Span), d, a, e, CipherKey(prf, e, suite.Encryption.KeyLength));
        GC.KeepAlive(skeyid);
        return keys;
    }

    /// <summary>
    /// Ka: the first octets of SKEYID_e where it is long enough, RFC 2409 appendix B, and else
    /// those of K1 | K2 | ...
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skeyidE">SKEYID_e.</param>
    /// <param name="length">Octets of the cipher's key.</param>
    public static Secret CipherKey(Prf prf, Secret skeyidE, int length)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skeyidE);
        if (length <= skeyidE.Length)
        {
            var key = new Secret(skeyidE.Span[..length]);
            GC.KeepAlive(skeyidE);
            return key;
        }

        // RFC 2409 appendix B: K1 = prf(SKEYID_e, 0), and then Kn = prf(SKEYID_e, Kn-1).
        using var mac = prf.WithKey(skeyidE);
        return Chain(mac, [0], [], length);
    }

    /// <summary>
    /// K1 | K2 | ..., where K1 = prf(first | seed) and Kn = prf(Kn-1 | seed).
    /// </summary>
    internal static Secret Chain(
        Mac mac, ReadOnlySpan<byte> first, ReadOnlySpan<byte> seed, int length)
    {
        using var block = new Secret(mac.Length);
        var key = new Secret(length);
        for (var at = 0; at < length; at += block.Length)
        {
            mac.Append(at == 0 ? first : block.Span);
            mac.Append(seed);
            mac.Finish(block.Span);
            block.Span[..Math.Min(block.Length, length - at)].CopyTo(key.Span[at..]);
        }

        return key;
    }

    /// <summary>Zeroes all keys.</summary>
    public void Dispose()
    {
        Skeyid.Dispose();
        SkeyidD.Dispose();
        SkeyidA.Dispose();
        SkeyidE.Dispose();
        Cipher.Dispose();
    }

    // RFC 2409 §5: prf(SKEYID, the one before | g^xy | CKY-I | CKY-R | number).
    private static Secret Next(
        Mac mac, ReadOnlySpan<byte> before, Secret shared, IkeSpiPair cookies, byte number)
    {
        Span<byte> tail = stackalloc byte[IkeSpiPair.Length + 1];
        cookies.Write(tail);
        tail[^1] = number;
        mac.Append(before);
        mac.Append(shared.Span);
        GC.KeepAlive(shared);
        mac.Append(tail);
        return Prf.Finish(mac);
    }
}
