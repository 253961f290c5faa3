using System.Buffers.Binary;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Fuzz.Ike;

/// <summary>The header of a message that is sealed.</summary>
/// <param name="Initiator">The SPI of who began.</param>
/// <param name="Responder">The SPI of who answered.</param>
/// <param name="Exchange">The exchange.</param>
/// <param name="Flags">The flags.</param>
/// <param name="Id">The message ID.</param>
internal readonly record struct SealedHead(
    IkeSpi Initiator, IkeSpi Responder, ExchangeType Exchange, IkeFlags Flags, uint Id)
{
    /// <summary>Number and total of a piece, RFC 7383 §2.5; null: it is whole.</summary>
    public (byte Number, byte Total)? Piece { get; init; }

    /// <summary>Whether a notification stands before what is sealed, in the clear.</summary>
    public bool HasNotifyBefore { get; init; }
}

/// <summary>
/// A message of IKE whose last payload holds IV, text and ICV: what MessageSealer makes, but that
/// any text is taken, whatever it parses as (padding and its length belong to it).
/// </summary>
internal static class SealedText
{
    /// <summary>Octets of the notification that may stand before it.</summary>
    public const int NotifyLength = 8;

    private const int HeaderLength = 28;
    private const byte Notify = 41;
    private const byte Sk = 46;
    private const byte Skf = 53;

    /// <summary>Seals.</summary>
    /// <param name="buffer">Where the message goes.</param>
    /// <param name="cipher">The keys of the sender.</param>
    /// <param name="head">The header.</param>
    /// <param name="first">The type of the first payload inside.</param>
    /// <param name="text">What is sealed: whole blocks.</param>
    /// <returns>The message.</returns>
    public static Span<byte> Seal(
        Span<byte> buffer, PacketCipher cipher, scoped in SealedHead head, byte first,
        ReadOnlySpan<byte> text)
    {
        var payloadAt = HeaderLength + (head.HasNotifyBefore ? NotifyLength : 0);
        var ivAt = payloadAt + (head.Piece is null ? 4 : 8);
        var textAt = ivAt + cipher.Encryption.SentIvLength;
        var length = textAt + text.Length + cipher.IcvLength;
        var message = buffer[..length];
        message.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(message, head.Initiator.Value);
        BinaryPrimitives.WriteUInt64BigEndian(message[8..], head.Responder.Value);
        var type = head.Piece is null ? Sk : Skf;
        message[16] = head.HasNotifyBefore ? Notify : type;
        message[17] = 0x20;
        message[18] = head.Exchange.Value;
        message[19] = head.Flags.Value;
        BinaryPrimitives.WriteUInt32BigEndian(message[20..], head.Id);
        BinaryPrimitives.WriteUInt32BigEndian(message[24..], (uint)length);
        if (head.HasNotifyBefore)
        {
            // INITIAL_CONTACT, of no protocol and no SPI.
            ReadOnlySpan<byte> notify = [type, 0, 0, NotifyLength, 0, 0, 0x40, 0x00];
            notify.CopyTo(message[HeaderLength..]);
        }

        message[payloadAt] = first;
        BinaryPrimitives.WriteUInt16BigEndian(
            message[(payloadAt + 2)..], (ushort)(length - payloadAt));
        if (head.Piece is var (number, total))
        {
            message[payloadAt + 5] = number;
            message[payloadAt + 7] = total;
        }

        text.CopyTo(message[textAt..]);
        cipher.Seal(
            message[..ivAt], message[ivAt..textAt], message.Slice(textAt, text.Length), [],
            message[(textAt + text.Length)..]);
        return message;
    }

    /// <summary>A text with its padding, RFC 7296 §3.14.</summary>
    public static byte[] Padded(ReadOnlySpan<byte> payloads, int block)
    {
        var padding = (block - ((payloads.Length + 1) % block)) % block;
        return [.. payloads, .. new byte[padding], (byte)padding];
    }
}
