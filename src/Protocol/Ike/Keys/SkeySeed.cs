using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// SKEYSEED, the quantity that all keys of an IKE SA come from. The caller disposes what is
/// returned.
/// </summary>
public static class SkeySeed
{
    /// <summary>Of a first IKE SA: prf(Ni | Nr, g^ir), RFC 7296 §2.14.</summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="nonces">The nonces of IKE_SA_INIT.</param>
    /// <param name="shared">The shared secret of its key exchange, in its full length.</param>
    public static Secret Initial(Prf prf, ExchangeNonces nonces, Secret shared)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(shared);

        // RFC 7296 §2.14: functions with keys of a fixed length take half of it from each nonce.
        var most = prf.Spec.FixedKeyLength ? prf.Spec.KeyLength / 2 : int.MaxValue;
        var initiator = nonces.Initiator.Span;
        var responder = nonces.Responder.Span;
        var seed = prf.Compute(
            [
                .. initiator[..Math.Min(most, initiator.Length)],
                .. responder[..Math.Min(most, responder.Length)],
            ],
            shared.Span);
        GC.KeepAlive(shared);
        return seed;
    }

    /// <summary>
    /// Of an IKE SA that replaces another, RFC 7296 §2.18, and with additional key exchanges,
    /// RFC 9370 §2.2.4: prf(SK_d, SK(0) | Ni | Nr | SK(1) | ... SK(n)).
    /// </summary>
    /// <param name="prf">The function of the old SA.</param>
    /// <param name="skD">SK_d of the old SA.</param>
    /// <param name="nonces">The nonces of CREATE_CHILD_SA.</param>
    /// <param name="shared">The shared secrets in the order of their exchanges.</param>
    public static Secret Rekeyed(
        Prf prf, Secret skD, ExchangeNonces nonces, params ReadOnlySpan<Secret> shared)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skD);
        ArgumentOutOfRangeException.ThrowIfZero(shared.Length);
        using var seed = SeedOf(nonces, shared);
        return prf.Compute(skD, seed.Span);
    }

    /// <summary>
    /// After an additional key exchange in IKE_INTERMEDIATE, RFC 9370 §2.2.2:
    /// prf(SK_d(n-1), SK(n) | Ni | Nr).
    /// </summary>
    /// <param name="prf">The function of the SA.</param>
    /// <param name="skD">SK_d as it was before the exchange.</param>
    /// <param name="nonces">The nonces of IKE_SA_INIT.</param>
    /// <param name="shared">The shared secret of the additional exchange.</param>
    public static Secret Intermediate(
        Prf prf, Secret skD, ExchangeNonces nonces, Secret shared) =>
        Rekeyed(prf, skD, nonces, shared);

    /// <summary>
    /// Of an IKE SA that is resumed by a ticket: prf(SK_d, "Resumption" | Ni | Nr),
    /// RFC 5723 §5.1.
    /// </summary>
    /// <param name="prf">The function of the old SA.</param>
    /// <param name="skD">SK_d of the old SA.</param>
    /// <param name="nonces">The nonces of IKE_SESSION_RESUME.</param>
    public static Secret Resumed(Prf prf, Secret skD, ExchangeNonces nonces)
    {
        ArgumentNullException.ThrowIfNull(prf);
        ArgumentNullException.ThrowIfNull(skD);
        return prf.Compute(
            skD,
            [.. "Resumption"u8, .. nonces.Initiator.Span, .. nonces.Responder.Span]);
    }

    /// <summary>SK(0) | Ni | Nr | SK(1) | ... SK(n): what new secrets add to SK_d.</summary>
    internal static Secret SeedOf(ExchangeNonces nonces, ReadOnlySpan<Secret> shared)
    {
        var length = nonces.Length;
        foreach (var secret in shared)
        {
            length += secret.Length;
        }

        var seed = new Secret(length);
        var left = seed.Span;
        for (var i = 0; i < Math.Max(1, shared.Length); i++)
        {
            if (i < shared.Length)
            {
                left = Put(left, shared[i].Span);
                GC.KeepAlive(shared[i]);
            }

            if (i == 0)
            {
                left = Put(left, nonces.Initiator.Span);
                left = Put(left, nonces.Responder.Span);
            }
        }

        return seed;
    }

    private static Span<byte> Put(Span<byte> destination, ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(destination);
        return destination[octets.Length..];
    }
}
