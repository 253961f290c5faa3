using System.Diagnostics.CodeAnalysis;
using Holdfast.Cli.Keys;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Decryption.Derivation;

/// <summary>A key exchange as both peers sent it.</summary>
/// <param name="Method">The group.</param>
/// <param name="Initiator">The value of the side that began; empty: not seen.</param>
/// <param name="Responder">The value of the other side; empty: not seen.</param>
internal readonly record struct PublicValues(
    KeyExchangeMethod Method, Octets Initiator, Octets Responder);

/// <summary>
/// The results of key exchanges that somebody gave, by the SPI of the SA that they made.
/// </summary>
internal sealed class KnownSecrets(KeyRing ring)
{
    // An exchange makes one SA. What claims more often to come from it is forged, and would make
    // SAs without end.
    private const int MostUses = 64;

    private readonly Dictionary<SharedSecret, int> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, SharedSecret> _ofIke = [];
    private readonly Dictionary<uint, SharedSecret> _ofChild = [];

    /// <summary>Whether there is any.</summary>
    public bool IsEmpty => _ofIke.Count + _ofChild.Count == 0;

    /// <summary>Those of a ring.</summary>
    public static KnownSecrets Of(KeyRing ring)
    {
        var known = new KnownSecrets(ring);
        known.Fill();
        return known;
    }

    /// <summary>Whether there is one of an IKE SA with this SPI.</summary>
    public bool Knows(IkeSpi spi) => _ofIke.ContainsKey(spi.Value);

    /// <summary>The secret of an IKE SA; the caller disposes it.</summary>
    public bool TryFind(
        IkeSpiPair spis, PublicValues values, [NotNullWhen(true)] out Secret? secret)
    {
        secret = null;
        return Of(spis) is { } known && TryMake(known, values, out secret);
    }

    /// <summary>The secret of a pair of CHILD SAs; the caller disposes it.</summary>
    public bool TryFind(
        uint one, uint other, PublicValues values, [NotNullWhen(true)] out Secret? secret)
    {
        secret = null;
        return Of(one, other) is { } known && TryMake(known, values, out secret);
    }

    /// <summary>The secrets of all exchanges that an IKE SA is made of.</summary>
    /// <param name="spis">The SA.</param>
    /// <param name="values">Its first exchange.</param>
    /// <param name="additional">How many additional exchanges follow before it is made.</param>
    /// <param name="all">The secrets in their order; the caller disposes them.</param>
    /// <param name="problem">What is missing, for people.</param>
    public bool TryTake(
        IkeSpiPair spis, PublicValues values, int additional,
        [NotNullWhen(true)] out SecretChain? all, out string problem) =>
        TryTake(Of(spis), values, additional, out all, out problem);

    /// <summary>The secrets of all exchanges that a pair of CHILD SAs is made of.</summary>
    public bool TryTake(
        uint one, uint other, PublicValues values, int additional,
        [NotNullWhen(true)] out SecretChain? all, out string problem) =>
        TryTake(Of(one, other), values, additional, out all, out problem);

    /// <summary>The secret of an additional exchange of an IKE SA, RFC 9370; null: none.</summary>
    /// <param name="spis">The SA.</param>
    /// <param name="number">Which exchange, from 0.</param>
    public Secret? Additional(IkeSpiPair spis, int number)
    {
        return Of(spis) is { } known && number < known.Additional.Count
            ? known.Additional[number]
            : null;
    }

    private SharedSecret? Of(IkeSpiPair spis) =>
        _ofIke.GetValueOrDefault(spis.Initiator.Value)
            ?? _ofIke.GetValueOrDefault(spis.Responder.Value);

    private SharedSecret? Of(uint one, uint other) =>
        _ofChild.GetValueOrDefault(one) ?? _ofChild.GetValueOrDefault(other);

    private bool TryTake(
        SharedSecret? known, PublicValues values, int additional,
        [NotNullWhen(true)] out SecretChain? all, out string problem)
    {
        all = null;
        Secret? first = null;
        problem = known is null ? "the secret of its key exchange is not given"
            : known.Additional.Count < additional
                ? $"{known.Additional.Count} of {additional} secrets of its additional key"
                    + " exchanges are given"
            : _uses.GetValueOrDefault(known) >= MostUses ? "its secret is claimed again and again"
            : !TryMake(known, values, out first) ? "the private value is none of its key exchange"
            : "";
        if (known is null || first is null)
        {
            return false;
        }

        _uses[known] = _uses.GetValueOrDefault(known) + 1;
        var further = known.Additional.Span[..additional];
        var secrets = new Secret[1 + additional];
        secrets[0] = first;
        for (var i = 0; i < additional; i++)
        {
            secrets[1 + i] = new Secret(further[i].Span);
        }

        all = new SecretChain(secrets);
        return true;
    }

    private void Fill()
    {
        foreach (var secret in ring.SharedSecrets)
        {
            if (secret.IkeSpi != 0)
            {
                _ofIke[secret.IkeSpi] = secret;
            }
            else
            {
                _ofChild[secret.ChildSpi] = secret;
            }
        }
    }

    private bool TryMake(
        SharedSecret known, PublicValues values, [NotNullWhen(true)] out Secret? secret)
    {
        secret = null;
        if (!known.IsPrivateValue)
        {
            secret = new Secret(known.Octets.Span);
            return true;
        }

        // A private value is that of the side whose public value it gives.
        if (!TryStart(values.Method, known.Octets.Span, out var share))
        {
            return false;
        }

        using (share)
        {
            var own = share.PublicValue;
            return own.SequenceEqual(values.Initiator.Span)
                ? share.TryAgree(values.Responder.Span, out secret, out _)
                : own.SequenceEqual(values.Responder.Span)
                    && share.TryAgree(values.Initiator.Span, out secret, out _);
        }
    }

    // The private number of a share is one more than its randomness; curves of RFC 7748 take the
    // octets as they are.
    private bool TryStart(
        KeyExchangeMethod method, ReadOnlySpan<byte> number,
        [NotNullWhen(true)] out KeyShare? share)
    {
        share = null;
        if (KeyExchangeSpec.Find(method) is not { } spec)
        {
            return false;
        }

        var isNumber = spec.Kind is KeyExchangeKind.Modp or KeyExchangeKind.Ecp;
        if (isNumber)
        {
            number = number.TrimStart((byte)0);
        }

        if (number.IsEmpty || number.Length > spec.RandomnessLength)
        {
            return false;
        }

        using var randomness = new Secret(spec.RandomnessLength);
        number.CopyTo(randomness.Span[^number.Length..]);
        if (isNumber)
        {
            Decrement(randomness.Span);
        }

        return KeyExchanges.TryStart(
            ring.Provider, method, randomness.Span, out share, out _);
    }

    private static void Decrement(Span<byte> number)
    {
        for (var i = number.Length - 1; i >= 0; i--)
        {
            if (number[i]-- != 0)
            {
                return;
            }
        }
    }
}
