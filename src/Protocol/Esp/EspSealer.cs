using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// Makes the ESP of a packet around a payload that is already in its place, RFC 4303 §3.3.2:
/// number, IV, trailer, encryption, ICV. What stands around ESP is not its matter.
/// </summary>
internal sealed class EspSealer
{
    private const int FixedLength = 8;
    private const int TrailerLength = 2;
    private const int ExtendedHeaderLength = 12;

    private readonly PacketCipher _cipher;
    private readonly IvSource _ivs;
    private readonly OutboundSequence _sequence;
    private readonly uint _spi;
    private readonly bool _extended;
    private readonly bool _combined;
    private readonly bool _isImplicitIv;
    private readonly int _ivLength;
    private readonly int _sentIvLength;
    private readonly int _icvLength;
    private readonly int _align;

    public EspSealer(IpsecSa sa, PacketCipher cipher, IvSource ivs, OutboundSequence sequence)
    {
        var spec = cipher.Encryption;
        _cipher = cipher;
        _ivs = ivs;
        _sequence = sequence;
        _spi = sa.Spi.Value;
        _extended = sa.IsExtended;
        _combined = spec.IsCombined;
        _isImplicitIv = spec.IsImplicitIv;
        _ivLength = spec.IvLength;
        _sentIvLength = spec.SentIvLength;
        _icvLength = cipher.IcvLength;

        // RFC 4303 §2.4: whole blocks of the cipher, and whole words of 4 octets.
        _align = Math.Max(4, spec.BlockLength);
    }

    /// <summary>Octets in front of the payload: SPI, number, IV.</summary>
    public int PayloadAt => FixedLength + _sentIvLength;

    /// <summary>Octets of the ESP around a payload.</summary>
    public int SizeOf(int payloadLength) => PayloadAt + Padded(payloadLength) + _icvLength;

    /// <summary>Makes the ESP; false: numbers or nonces are used up.</summary>
    /// <param name="esp">
    /// As many octets as <see cref="SizeOf"/> says, the payload at <see cref="PayloadAt"/>.
    /// </param>
    /// <param name="payloadLength">Octets of the payload, TFC padding included.</param>
    /// <param name="next">What the payload is.</param>
    /// <param name="refusal">Why not.</param>
    public bool TrySeal(
        Span<byte> esp, int payloadLength, IpProtocol next, out PacketRefusal refusal)
    {
        var verdict = _sequence.Take(out var number);
        if (verdict != SequenceVerdict.Taken)
        {
            refusal = new(
                verdict == SequenceVerdict.LeaseUsedUp
                    ? PacketFault.LeaseUsedUp
                    : PacketFault.Exhausted,
                4, "Sequence Number");
            return false;
        }

        BinaryPrimitives.WriteUInt64BigEndian(esp, ((ulong)_spi << 32) | (uint)number);
        var iv = esp.Slice(FixedLength, _sentIvLength);
        var text = esp.Slice(PayloadAt, esp.Length - PayloadAt - _icvLength);
        WriteTrailer(text[payloadLength..], next);
        if (_isImplicitIv)
        {
            return TrySealImplicit(esp, number, text, out refusal);
        }

        if (!_ivs.TryTake(number, iv, out _))
        {
            refusal = new(PacketFault.Exhausted, FixedLength, "IV");
            return false;
        }

        Seal(esp, number, iv, text);
        refusal = default;
        return true;
    }

    private bool TrySealImplicit(
        Span<byte> esp, ulong number, Span<byte> text, out PacketRefusal refusal)
    {
        Span<byte> iv = stackalloc byte[_ivLength];
        if (!_ivs.TryTake(number, iv, out _))
        {
            refusal = new(PacketFault.Exhausted, FixedLength, "IV");
            return false;
        }

        Seal(esp, number, iv, text);
        refusal = default;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Seal(Span<byte> esp, ulong number, ReadOnlySpan<byte> iv, Span<byte> text)
    {
        var icv = esp[(esp.Length - _icvLength)..];
        if (!_extended)
        {
            _cipher.Seal(esp[..FixedLength], iv, text, default, icv);
        }
        else
        {
            SealExtended(esp, number, iv, text, icv);
        }
    }

    private void SealExtended(
        Span<byte> esp, ulong number, ReadOnlySpan<byte> iv, Span<byte> text, Span<byte> icv)
    {
        Span<byte> covered = stackalloc byte[ExtendedHeaderLength];
        if (_combined)
        {
            // RFC 4106 §5: SPI and the whole number.
            BinaryPrimitives.WriteUInt32BigEndian(covered, _spi);
            BinaryPrimitives.WriteUInt64BigEndian(covered[4..], number);
            _cipher.Seal(covered, iv, text, default, icv);
        }
        else
        {
            // RFC 4303 §2.2.1: the high half behind the encrypted text, covered and not sent.
            BinaryPrimitives.WriteUInt32BigEndian(covered, (uint)(number >> 32));
            _cipher.Seal(esp[..FixedLength], iv, text, covered[..4], icv);
        }
    }

    // All alignments are powers of two.
    private int Padded(int payloadLength) =>
        (payloadLength + TrailerLength + _align - 1) & -_align;

    private static void WriteTrailer(Span<byte> trailer, IpProtocol next)
    {
        var pad = trailer.Length - TrailerLength;
        for (var i = 0; i < pad; i++)
        {
            // RFC 4303 §2.4: 1, 2, 3, ...
            trailer[i] = (byte)(i + 1);
        }

        trailer[pad] = (byte)pad;
        trailer[pad + 1] = next.Value;
    }
}
