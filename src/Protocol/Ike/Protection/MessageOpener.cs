using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike;

/// <summary>
/// Opens what one side of an IKE SA sealed: SK and SKF payloads, RFC 7296 §3.14, RFC 5282 and
/// RFC 7383. Allocates nothing for a message; not for two threads at a time. Disposing it zeroes
/// the keys.
/// </summary>
public sealed class MessageOpener : IDisposable
{
    private readonly PacketCipher _cipher;
    private readonly EncryptedBodyContext _lengths;

    /// <summary>An opener with the keys of a sender; the cipher becomes its own.</summary>
    /// <exception cref="ArgumentException">The cipher checks no ICV: a bug.</exception>
    public MessageOpener(PacketCipher cipher)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        if (cipher.IcvLength == 0)
        {
            // RFC 7296 §3.14: every message is integrity protected.
            throw new ArgumentException(
                $"{cipher.Encryption} alone checks nothing", nameof(cipher));
        }

        _cipher = cipher;
        _lengths = new(cipher.Encryption.SentIvLength, cipher.IcvLength);
    }

    /// <summary>An opener of what a side of an IKE SA sends; the keys stay the caller's.</summary>
    public MessageOpener(CryptoProvider provider, IkeSuite suite, IkeKeys keys, IkeRole sender)
        : this(Cipher(provider, suite, keys, sender))
    {
    }

    /// <summary>
    /// The payloads inside the SK payload of a message; false: it has none, lengths are wrong, the
    /// ICV is bad, or what was sealed does not parse.
    /// </summary>
    /// <param name="message">The message; octets behind its length are passed over.</param>
    /// <param name="buffer">
    /// Where the clear text goes, as long as the message or longer; the same memory exactly, or
    /// none of it.
    /// </param>
    /// <param name="plaintext">The payloads, a view over the buffer.</param>
    /// <param name="error">What is wrong, and where.</param>
    public bool TryOpen(
        ReadOnlySpan<byte> message, Span<byte> buffer, out SkPlaintext plaintext,
        out OpenError error)
    {
        plaintext = default;
        if (!TryFind(message, PayloadType.Encrypted, out _, out var payload, out var at, out error))
        {
            return false;
        }

        if (!EncryptedBody.TryParse(payload.Body, _lengths, out var body, out var place))
        {
            error = OpenError.Malformed(place.Within(at));
            return false;
        }

        if (!TryDecrypt(
                message, at, body.Iv, body.Ciphertext, body.IntegrityChecksum, buffer,
                out var text, out var textAt, out error))
        {
            return false;
        }

        if (!SkPlaintext.TryParse(text, payload.NextPayload, out plaintext, out place))
        {
            error = OpenError.Malformed(place.Within(textAt)) with { IsAuthentic = true };
            return false;
        }

        return true;
    }

    /// <summary>
    /// The piece inside the SKF payload of a message; false: it has none, lengths or numbers are
    /// wrong, or the ICV is bad.
    /// </summary>
    /// <param name="message">The message; octets behind its length are passed over.</param>
    /// <param name="buffer">
    /// Where the clear text goes, as long as the message or longer; the same memory exactly, or
    /// none of it.
    /// </param>
    /// <param name="fragment">The piece, a view over the buffer.</param>
    /// <param name="error">What is wrong, and where.</param>
    public bool TryOpenFragment(
        ReadOnlySpan<byte> message, Span<byte> buffer, out OpenedFragment fragment,
        out OpenError error)
    {
        fragment = default;
        if (!TryFind(
                message, PayloadType.EncryptedFragment, out var header, out var payload, out var at,
                out error)
            || !TryNumbers(payload, at, out var numbers, out error))
        {
            return false;
        }

        at += payload.Body.Length - numbers.EncryptedData.Length;
        if (!EncryptedFragmentBody.TryParse(
                numbers.EncryptedData, _lengths, out var body, out var place))
        {
            error = OpenError.Malformed(place.Within(at));
            return false;
        }

        if (!TryDecrypt(
                message, at, body.Iv, body.Ciphertext, body.IntegrityChecksum, buffer,
                out var text, out var textAt, out error))
        {
            return false;
        }

        if (!SkfPlaintext.TryParse(text, out var plaintext, out place))
        {
            error = OpenError.Malformed(place.Within(textAt)) with { IsAuthentic = true };
            return false;
        }

        fragment = new OpenedFragment(
            header, numbers.FragmentNumber, numbers.TotalFragments, payload.NextPayload,
            plaintext.Piece);
        return true;
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _cipher.Dispose();

    /// <summary>The algorithms, never a key.</summary>
    public override string ToString() => _cipher.ToString();

    private static PacketCipher Cipher(
        CryptoProvider provider, IkeSuite suite, IkeKeys keys, IkeRole sender)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return keys.CreateCipher(provider, suite, sender);
    }

    // RFC 7296 §3.14: the encrypted payload is the last of its message.
    private static bool TryFind(
        ReadOnlySpan<byte> message, PayloadType type, out IkeHeader header, out IkePayload found,
        out int bodyAt, out OpenError error)
    {
        found = default;
        bodyAt = 0;
        if (!IkeHeader.TryParse(message, out header, out var place))
        {
            error = OpenError.Malformed(place);
            return false;
        }

        var at = header.Octets.Length - header.Payloads.Octets.Length;
        foreach (var payload in header.Payloads)
        {
            if (payload.Type == type)
            {
                found = payload;
                bodyAt = at + payload.Octets.Length - payload.Body.Length;
                error = default;
                return true;
            }

            at += payload.Octets.Length;
        }

        error = OpenError.Malformed(new(DecodeFault.UnknownTag, at, type.ToString()));
        return false;
    }

    private static bool TryNumbers(
        IkePayload payload, int at, out SkfPayload numbers, out OpenError error)
    {
        if (!payload.TryBody(out numbers, out var place))
        {
            var payloadAt = at - (payload.Octets.Length - payload.Body.Length);
            error = OpenError.Malformed(place.Within(payloadAt));
            return false;
        }

        // RFC 7383 §2.6: no fragment has a number above the total.
        if (numbers.FragmentNumber > numbers.TotalFragments)
        {
            error = OpenError.Malformed(new(DecodeFault.ValueOutOfRange, at, "Fragment Number"));
            return false;
        }

        error = default;
        return true;
    }

    private bool TryDecrypt(
        ReadOnlySpan<byte> message, int ivAt, ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext, ReadOnlySpan<byte> icv, Span<byte> buffer,
        out ReadOnlySpan<byte> text, out int textAt, out OpenError error)
    {
        textAt = ivAt + iv.Length;
        text = default;
        if (ciphertext.Length % _cipher.Encryption.BlockLength != 0)
        {
            error = Unfit(textAt);
            return false;
        }

        // RFC 7296 §3.14 and RFC 5282 §5.1: covered is all from the first octet of the header; in
        // combined modes the IV is covered as the nonce.
        var inPlace = message.Overlaps(buffer, out var offset) && offset == 0;
        var clearAt = inPlace ? textAt : 0;
        if (buffer.Length < clearAt + ciphertext.Length)
        {
            error = Unfit(textAt);
            return false;
        }

        var clear = buffer.Slice(clearAt, ciphertext.Length);
        if (!_cipher.TryOpen(message[..ivAt], iv, ciphertext, [], icv, clear))
        {
            error = new(
                CryptoFault.NotAuthentic,
                new(
                    DecodeFault.ChecksumMismatch, textAt + ciphertext.Length,
                    "Integrity Checksum Data"));
            return false;
        }

        text = clear;
        error = default;
        return true;
    }

    private static OpenError Unfit(int textAt) => new(
        CryptoFault.WrongLength,
        new(DecodeFault.LengthOutOfRange, textAt, "Encrypted IKE Payloads"));
}
