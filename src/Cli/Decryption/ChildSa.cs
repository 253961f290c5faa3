using System.Buffers.Binary;
using Holdfast.Cli.Keys;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Cli.Decryption;

/// <summary>
/// One direction of an ESP or AH SA at work on one capture: its cipher, and where its sequence
/// numbers are. Not for two threads at a time.
/// </summary>
internal sealed class ChildSa(SaKeys.Child keys, CryptoProvider provider) : IDisposable
{
    private const int HeaderOctets = 8;
    private const int ShortestText = 2;

    private readonly ExtendedNumbers _numbers = new(keys.Esn, keys.SequenceHigh);
    private PacketCipher? _cipher;
    private AhIntegrity? _integrity;

    /// <summary>The keys.</summary>
    public SaKeys.Child Keys => keys;

    /// <summary>Whether a packet that is not of this SA is told by its ICV.</summary>
    public bool IsChecked => keys.Encryption.IsCombined || keys.Integrity.IcvLength > 0;

    private int IcvLength => keys.UncheckedIcv > 0 ? keys.UncheckedIcv
        : keys.Encryption.IsCombined ? keys.Encryption.IcvLength
        : keys.Integrity.IcvLength;

    /// <summary>Checks a packet of ESP and decrypts it.</summary>
    /// <param name="packet">All of it, from its SPI on.</param>
    /// <param name="text">The clear text with its trailer; empty: there is none.</param>
    public Opening Open(ReadOnlySpan<byte> packet, out byte[] text)
    {
        text = [];
        if (keys.Unsupported is { } name)
        {
            return new Opening { Problem = $"{name} is not supported" };
        }

        var lengths = new EspContext(keys.Encryption.SentIvLength, IcvLength);
        if (!EspBody.TryParse(packet[HeaderOctets..], lengths, out var body, out _)
            || body.Ciphertext.Length < ShortestText)
        {
            return new Opening { Problem = "too short for its algorithms" };
        }

        var opening = new Opening { IvLength = body.Iv.Length, IcvLength = IcvLength };
        if (body.Ciphertext.Length % keys.Encryption.BlockLength != 0)
        {
            return opening with
            {
                Problem = $"no whole blocks of {keys.Encryption.BlockLength} octets",
            };
        }

        text = new byte[body.Ciphertext.Length];
        opening = IsChecked
            ? OpenChecked(packet, text, opening)
            : OpenUnchecked(body, text, opening);
        if (opening.Icv == IcvCheck.Bad)
        {
            text = [];
            return opening;
        }

        return Trailer(text, opening);
    }

    /// <summary>Checks the ICV of AH.</summary>
    /// <param name="packet">The IP packet, whole.</param>
    /// <param name="header">Its AH.</param>
    public Opening Verify(ReadOnlySpan<byte> packet, AhHeader header)
    {
        if (!IsChecked || keys.Unsupported is not null)
        {
            return new Opening { Problem = "no algorithm that is supported" };
        }

        _integrity ??= keys.Encryption.Mode == CipherMode.Gmac
            ? AhIntegrity.OfGmac(provider, keys.Encryption, keys.EncryptionKey.Span)
            : AhIntegrity.Of(provider, keys.Integrity, keys.IntegrityKey.Span);
        var sequence = header.SequenceNumber.Value;
        foreach (var high in _numbers.Candidates(sequence))
        {
            if (TryVerify(packet, header.Spi, Whole(high, sequence), high is not null,
                out var refusal))
            {
                _numbers.Accept(sequence, high);
                return new Opening { Icv = IcvCheck.Good, SequenceHigh = high };
            }

            if (refusal.Fault != PacketFault.NotAuthentic)
            {
                return new Opening { Problem = $"not checked: {refusal}" };
            }
        }

        _numbers.Refuse();
        return new Opening { Icv = IcvCheck.Bad, Problem = "the keys do not fit" };
    }

    /// <summary>Zeroes the keys of its cipher.</summary>
    public void Dispose()
    {
        _cipher?.Dispose();
        _integrity?.Dispose();
    }

    private Opening OpenUnchecked(EspBody body, Span<byte> text, Opening opening)
    {
        if (keys.Encryption.Mode == CipherMode.Null)
        {
            body.Ciphertext.CopyTo(text);
            return opening;
        }

        _cipher ??= CreateCipher();
        _ = _cipher.TryOpen([], body.Iv, body.Ciphertext, [], [], text);
        return opening;
    }

    private Opening OpenChecked(ReadOnlySpan<byte> packet, Span<byte> text, Opening opening)
    {
        _cipher ??= CreateCipher();
        var sequence = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        foreach (var high in _numbers.Candidates(sequence))
        {
            // It owns the cipher, as we do: it is no more than a view.
            var opener = new EspOpener(_cipher, high is not null);
            if (opener.TryOpen(packet, Whole(high, sequence), text, out _, out _))
            {
                _numbers.Accept(sequence, high);
                return opening with { Icv = IcvCheck.Good, SequenceHigh = high };
            }
        }

        _numbers.Refuse();
        return opening with { Icv = IcvCheck.Bad, Problem = "the keys do not fit" };
    }

    private PacketCipher CreateCipher() => provider.CreateCipher(
        keys.Encryption, keys.Integrity, keys.EncryptionKey.Span, keys.IntegrityKey.Span);

    // RFC 4303 §2.4: padding counts 1, 2, 3, ...; without an ICV nothing else tells wrong keys.
    private static Opening Trailer(byte[] text, Opening opening)
    {
        var padLength = text[^2];
        var fits = padLength <= text.Length - ShortestText;
        for (var i = 1; fits && i <= padLength; i++)
        {
            fits = opening.Icv == IcvCheck.Good || text[^(ShortestText + padLength + 1 - i)] == i;
        }

        return fits
            ? opening with
            {
                Length = text.Length - ShortestText - padLength,
                PadLength = padLength,
                Next = text[^1],
            }
            : opening with { Problem = "the padding is wrong: the keys do not fit" };
    }

    // A window just below the number: whatever the packet's place in the capture, it is new.
    private bool TryVerify(
        ReadOnlySpan<byte> packet, Spi spi, ulong number, bool isExtended,
        out PacketRefusal refusal)
    {
        var floor = number == 0 ? 0 : number - 1;
        var window = new ReplayWindow(ReplayWindow.SizeMin, isExtended, floor);
        var sa = new IpsecSa(spi, IpsecMode.Transport, isExtended);

        // It owns the key, as we do: it is no more than a view.
        var inbound = new AhInbound(
            sa, _integrity!, window, new AhOptions { RefusesReplays = false });
        var output = new byte[inbound.OutputLengthMax(packet.Length)];
        return inbound.TryDecapsulate(packet, output, out _, out refusal);
    }

    private static ulong Whole(uint? high, uint low) => ((ulong)(high ?? 0) << 32) | low;
}
