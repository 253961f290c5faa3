using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ike.V1;

/// <summary>
/// Encrypts and decrypts IKEv1 messages, RFC 2409 appendix B. They have no ICV: that a message is
/// authentic is shown by the HASH, signature or identity inside. Both sides use one key and one
/// chain of IVs. Not for two threads at a time; disposing it zeroes the key.
/// </summary>
public sealed class IsakmpCipher : IDisposable
{
    private readonly PacketCipher _cipher;

    /// <summary>The cipher of an SA; the keys stay the caller's.</summary>
    public IsakmpCipher(CryptoProvider provider, IsakmpSuite suite, IsakmpKeys keys)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(suite);
        ArgumentNullException.ThrowIfNull(keys);
        _cipher = provider.CreateCipher(
            suite.Encryption, IntegritySpec.None, keys.Cipher.Span, []);
        GC.KeepAlive(keys);
    }

    /// <summary>
    /// The payloads of an encrypted message; false: it is not encrypted, is no whole number of
    /// blocks, has more than the buffer, or its clear text does not parse, which a wrong key nearly
    /// always leads to.
    /// </summary>
    /// <param name="message">The message; octets behind its length are passed over.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="buffer">
    /// Where the clear text goes, as long as the message or longer, and no part of it.
    /// </param>
    /// <param name="plaintext">The payloads and padding, a view over the buffer.</param>
    /// <param name="next">
    /// The IV of the next message, to be taken over only once this one is found authentic.
    /// </param>
    /// <param name="error">What is wrong, and where.</param>
    public bool TryOpen(
        ReadOnlySpan<byte> message, IvChain chain, Span<byte> buffer,
        out IsakmpPlaintext plaintext, out IvChain next, out OpenError error)
    {
        plaintext = default;
        next = chain;
        if (!IsakmpHeader.TryParse(message, out var header, out var place))
        {
            error = OpenError.Malformed(place);
            return false;
        }

        if (!header.Encrypted)
        {
            error = OpenError.Malformed(new(DecodeFault.FixedValueMismatch, FlagsAt, "E"));
            return false;
        }

        // RFC 2409 appendix B: payloads are padded up to whole blocks.
        var ciphertext = header.Ciphertext;
        if (ciphertext.IsEmpty
            || ciphertext.Length % _cipher.Encryption.BlockLength != 0
            || ciphertext.Length > buffer.Length)
        {
            error = new(
                CryptoFault.WrongLength,
                new(DecodeFault.LengthOutOfRange, HeaderLength, "Ciphertext"));
            return false;
        }

        var text = buffer[..ciphertext.Length];
        _ = _cipher.TryOpen([], chain.Iv.Span, ciphertext, [], [], text);
        if (!IsakmpPlaintext.TryParse(text, header.NextPayload, out plaintext, out place))
        {
            error = OpenError.Malformed(place.Within(HeaderLength));
            return false;
        }

        next = chain.After(ciphertext);
        error = default;
        return true;
    }

    /// <summary>
    /// The message with its payloads encrypted; false: it does not fit its length fields.
    /// </summary>
    /// <param name="message">The header; its payloads, none of the clear, are encrypted.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="octets">The encrypted message.</param>
    /// <param name="next">The IV of the next message.</param>
    /// <param name="error">Why there is none.</param>
    public bool TrySeal(
        IsakmpHeaderValue message, IvChain chain, [NotNullWhen(true)] out byte[]? octets,
        out IvChain next, out CryptoError error)
    {
        ArgumentNullException.ThrowIfNull(message);
        octets = null;
        next = chain;
        var payloads = message.Payloads ?? [];
        var block = _cipher.Encryption.BlockLength;
        var clear = new IsakmpPlaintextValue { Payloads = payloads };

        // RFC 2409 appendix B: zeros up to a whole block, which the length of the message counts.
        var text = new byte[(clear.SizeOf() + block - 1) / block * block];
        if (!clear.TryWrite(text, out _, out var why))
        {
            error = new(CryptoFault.WrongLength, why.ToString());
            return false;
        }

        octets = Finish(
            message, payloads.Count == 0 ? IsakmpPayloadType.None : payloads[0].Body.Tag, text,
            chain);
        next = chain.After(text);
        error = default;
        return true;
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose() => _cipher.Dispose();

    /// <summary>The algorithm, never the key.</summary>
    public override string ToString() => _cipher.Encryption.ToString();

    /// <summary>The message with its payloads encrypted, of which no copy is made that stays.
    /// </summary>
    /// <param name="message">The header; it has no payloads.</param>
    /// <param name="first">The type of the first payload.</param>
    /// <param name="front">The first payload.</param>
    /// <param name="rest">Those behind it.</param>
    /// <param name="chain">The IV.</param>
    /// <param name="next">The IV of the next message.</param>
    internal byte[] Seal(
        IsakmpHeaderValue message, IsakmpPayloadType first, ReadOnlySpan<byte> front,
        ReadOnlySpan<byte> rest, IvChain chain, out IvChain next)
    {
        var block = _cipher.Encryption.BlockLength;
        var text = new byte[(front.Length + rest.Length + block - 1) / block * block];
        front.CopyTo(text);
        rest.CopyTo(text.AsSpan(front.Length));
        var octets = Finish(message, first, text, chain);
        next = chain.After(text);
        return octets;
    }

    // What is encrypted takes the place of what it was.
    private byte[] Finish(
        IsakmpHeaderValue message, IsakmpPayloadType first, byte[] text, IvChain chain)
    {
        _cipher.Seal([], chain.Iv.Span, text, [], []);
        return (message with
        {
            NextPayload = first,
            Encrypted = true,
            Length = null,
            Payloads = null,
            Ciphertext = new Octets(text),
        }).ToArray();
    }

    private const int FlagsAt = 19;
    private const int HeaderLength = 28;
}
