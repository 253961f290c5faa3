namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The numbers of an RSAPrivateKey with two primes (RFC 8017 appendix A.1.2), where they stand in
/// its octets: nothing secret is copied.
/// </summary>
internal readonly ref struct RsaNumbers
{
    private RsaNumbers(
        ReadOnlySpan<byte> modulus,
        ReadOnlySpan<byte> publicExponent,
        ReadOnlySpan<byte> exponent,
        ReadOnlySpan<byte> p,
        ReadOnlySpan<byte> q,
        ReadOnlySpan<byte> dp,
        ReadOnlySpan<byte> dq,
        ReadOnlySpan<byte> inverse)
    {
        Modulus = modulus;
        PublicExponent = publicExponent;
        Exponent = exponent;
        P = p;
        Q = q;
        Dp = dp;
        Dq = dq;
        Inverse = inverse;
    }

    /// <summary>n.</summary>
    public ReadOnlySpan<byte> Modulus { get; }

    /// <summary>e.</summary>
    public ReadOnlySpan<byte> PublicExponent { get; }

    /// <summary>d.</summary>
    public ReadOnlySpan<byte> Exponent { get; }

    /// <summary>The first prime.</summary>
    public ReadOnlySpan<byte> P { get; }

    /// <summary>The second prime.</summary>
    public ReadOnlySpan<byte> Q { get; }

    /// <summary>d mod (p − 1).</summary>
    public ReadOnlySpan<byte> Dp { get; }

    /// <summary>d mod (q − 1).</summary>
    public ReadOnlySpan<byte> Dq { get; }

    /// <summary>The inverse of q modulo p.</summary>
    public ReadOnlySpan<byte> Inverse { get; }

    /// <summary>The numbers; false: it is no RSAPrivateKey with two primes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> key, out RsaNumbers numbers)
    {
        numbers = default;
        var outer = new DerCursor(key);
        if (!outer.TryEnter(out var parts)
            || !outer.IsEmpty
            || !parts.TryTakeSmall(0, out _)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> modulus)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> publicExponent)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> exponent)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> p)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> q)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> dp)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> dq)
            || !parts.TryTakeNumber(out ReadOnlySpan<byte> inverse)
            || !parts.IsEmpty)
        {
            return false;
        }

        numbers = new(modulus, publicExponent, exponent, p, q, dp, dq, inverse);
        return true;
    }
}
