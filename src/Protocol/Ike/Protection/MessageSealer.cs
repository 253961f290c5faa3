using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Seals what one side of an IKE SA sends: SK and SKF payloads, RFC 7296 §3.14, RFC 5282 and
/// RFC 7383. It takes an IV for every message, so that sealing a message twice gives two; a
/// retransmission is the same octets again. Not for two threads at a time. Disposing it zeroes
/// the keys.
/// </summary>
public sealed class MessageSealer : IDisposable
{
    private readonly PacketCipher _cipher;
    private readonly IvSource _ivs;

    /// <summary>A sealer with the keys of a sender; cipher and IVs become its own.</summary>
    /// <exception cref="ArgumentException">
    /// The IVs are another algorithm's, or the cipher protects no IKE SA: a bug.
    /// </exception>
    public MessageSealer(PacketCipher cipher, IvSource ivs)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        ArgumentNullException.ThrowIfNull(ivs);
        if (!IkeSuites.Protects(cipher.Encryption, cipher.Integrity, out var error))
        {
            throw new ArgumentException(error.ToString(), nameof(cipher));
        }

        if (ivs.Length != cipher.Encryption.IvLength
            || ivs.Policy != IvPolicies.Of(cipher.Encryption))
        {
            throw new ArgumentException("IVs of another algorithm", nameof(ivs));
        }

        _cipher = cipher;
        _ivs = ivs;
    }

    /// <summary>A sealer of what a side of an IKE SA sends; the keys stay the caller's.</summary>
    public MessageSealer(
        CryptoProvider provider, IkeSuite suite, IkeKeys keys, IkeRole sender, IvSource ivs)
        : this(Cipher(provider, suite, keys, sender), ivs)
    {
    }

    /// <summary>Octets of a sealed message.</summary>
    /// <param name="message">The header, with payloads that stay in the clear if any.</param>
    /// <param name="inner">The payloads to be sealed.</param>
    public int SizeOf(IkeHeaderValue message, InnerPayloadsValue inner)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(inner);
        return message.SizeOf() + PayloadHeaderLength + BodyLength(inner.SizeOf());
    }

    /// <summary>
    /// The message with its payloads in an SK payload; false: it does not fit its length fields,
    /// or the IVs are used up.
    /// </summary>
    /// <param name="message">
    /// The header, with payloads that stay in the clear before the SK payload if any.
    /// </param>
    /// <param name="inner">The payloads to be sealed; may be none.</param>
    /// <param name="octets">The sealed message.</param>
    /// <param name="error">Why there is none.</param>
    public bool TrySeal(
        IkeHeaderValue message, InnerPayloadsValue inner,
        [NotNullWhen(true)] out byte[]? octets, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(inner);
        octets = null;
        if (!TryWrite(inner, out var text, out error))
        {
            return false;
        }

        var room = new Octets(new byte[BodyLength(text.Length)]);
        var isSealed = TrySeal(
            message, FirstOf(inner),
            new IkePayloadBody.Sk(new SkPayloadValue { EncryptedData = room }), text, out octets,
            out error);
        CryptographicOperations.ZeroMemory(text);
        return isSealed;
    }

    /// <summary>
    /// The message in datagrams of a limited size: one with an SK payload where that fits, else
    /// fragments with SKF payloads; false: the limit leaves no room, or there are too many
    /// fragments.
    /// </summary>
    /// <param name="message">
    /// The header, with payloads that stay in the clear if any; fragments have them in the first.
    /// </param>
    /// <param name="inner">The payloads to be sealed.</param>
    /// <param name="most">
    /// Octets of an IKE message at most: <see cref="FragmentSize.OfPath"/>.
    /// </param>
    /// <param name="datagrams">The messages in their order.</param>
    /// <param name="error">Why there are none.</param>
    public bool TrySealFragments(
        IkeHeaderValue message, InnerPayloadsValue inner, int most,
        out Items<Octets> datagrams, out CryptoError error)
    {
        datagrams = [];
        if (SizeOf(message, inner) <= most)
        {
            // RFC 7383 §2.5.1: what fits is not fragmented.
            if (!TrySeal(message, inner, out var whole, out error))
            {
                return false;
            }

            datagrams = [new Octets(whole)];
            return true;
        }

        if (!TryWrite(inner, out var text, out error))
        {
            return false;
        }

        var isSealed = TrySealPieces(message, inner, text, most, out datagrams, out error);
        CryptographicOperations.ZeroMemory(text);
        return isSealed;
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _cipher.Dispose();

    /// <summary>The algorithms, never a key.</summary>
    public override string ToString() => _cipher.ToString();

    private const int PayloadHeaderLength = 4;
    private const int FragmentHeaderLength = 8;

    private static PacketCipher Cipher(
        CryptoProvider provider, IkeSuite suite, IkeKeys keys, IkeRole sender)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.CreateCipher(provider, suite, sender);
    }

    private bool TrySealPieces(
        IkeHeaderValue message, InnerPayloadsValue inner, byte[] text, int most,
        out Items<Octets> datagrams, out CryptoError error)
    {
        datagrams = [];
        if (!TryDivide(
                message, text.Length, most, out var first, out var other, out var total,
                out error))
        {
            return false;
        }

        var bare = message with { Payloads = [] };
        var sealedOnes = new Octets[total];
        var at = 0;
        for (var number = 1; number <= total; number++)
        {
            var piece = text.AsSpan(at, Math.Min(number == 1 ? first : other, text.Length - at));
            var body = new IkePayloadBody.Skf(new SkfPayloadValue
            {
                FragmentNumber = (ushort)number,
                TotalFragments = (ushort)total,
                EncryptedData = new Octets(new byte[BodyLength(piece.Length)]),
            });

            // RFC 7383 §2.5: the first names the first payload inside, all others none; payloads
            // in the clear go with the first.
            if (!TrySeal(
                    number == 1 ? message : bare, number == 1 ? FirstOf(inner) : PayloadType.None,
                    body, piece, out var octets, out error))
            {
                return false;
            }

            sealedOnes[number - 1] = new Octets(octets);
            at += piece.Length;
        }

        datagrams = [.. sealedOnes];
        return true;
    }

    private static PayloadType FirstOf(InnerPayloadsValue inner) =>
        inner.Payloads.Count == 0 ? PayloadType.None : inner.Payloads[0].Body.Tag;

    private static bool TryWrite(
        InnerPayloadsValue inner, out byte[] octets, out CryptoError error)
    {
        octets = new byte[inner.SizeOf()];
        error = inner.TryWrite(octets, out _, out var why)
            ? default
            : new CryptoError(CryptoFault.WrongLength, why.ToString());
        return error.Fault == CryptoFault.None;
    }

    // IV, text, padding, its length, ICV. RFC 7296 §3.14: the shortest padding that fills a block.
    private int BodyLength(int text) =>
        _cipher.Encryption.SentIvLength + Padded(text) + _cipher.IcvLength;

    private int Padded(int text)
    {
        var block = _cipher.Encryption.BlockLength;
        return (text + 1 + block - 1) / block * block;
    }

    private bool TryDivide(
        IkeHeaderValue message, int length, int most, out int first, out int other, out int total,
        out CryptoError error)
    {
        other = Room(most - (message with { Payloads = [] }).SizeOf());
        first = Math.Min(Room(most - message.SizeOf()), length);
        total = 0;
        if (first <= 0 || other <= 0)
        {
            error = new(CryptoFault.WrongLength, "no room for a fragment");
            return false;
        }

        total = 1 + ((length - first + other - 1) / other);
        error = total <= ushort.MaxValue
            ? default
            : new CryptoError(CryptoFault.WrongLength, "Total Fragments");
        return error.Fault == CryptoFault.None;
    }

    private int Room(int left)
    {
        var text = left - FragmentHeaderLength - _cipher.Encryption.SentIvLength
            - _cipher.IcvLength;
        return (text / _cipher.Encryption.BlockLength * _cipher.Encryption.BlockLength) - 1;
    }

    private bool TrySeal(
        IkeHeaderValue message, PayloadType first, IkePayloadBody body, ReadOnlySpan<byte> text,
        [NotNullWhen(true)] out byte[]? octets, out CryptoError error)
    {
        octets = null;
        var whole = message with
        {
            NextPayload = null,
            Length = null,
            Payloads = message.Payloads.Add(
                new IkePayloadValue { NextPayload = first, Body = body }),
        };
        var written = new byte[whole.SizeOf()];
        if (!whole.TryWrite(written, out _, out var why))
        {
            error = new(CryptoFault.WrongLength, why.ToString());
            return false;
        }

        var ivAt = written.Length - BodyLength(text.Length);
        var textAt = ivAt + _cipher.Encryption.SentIvLength;
        var iv = written.AsSpan(ivAt, _cipher.Encryption.SentIvLength);
        if (!_ivs.TryTake(0, iv, out error))
        {
            return false;
        }

        var padded = written.AsSpan(textAt, Padded(text.Length));
        text.CopyTo(padded);

        // RFC 7296 §3.14: the padding may be anything; the last octet counts it.
        padded[^1] = (byte)(padded.Length - text.Length - 1);
        _cipher.Seal(
            written.AsSpan(0, ivAt), iv, padded, [], written.AsSpan(textAt + padded.Length));
        octets = written;
        return true;
    }
}
