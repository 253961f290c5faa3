using System.Buffers.Binary;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Protocol.Esp;

/// <summary>
/// Verifies and decrypts the ESP of a packet whose whole sequence number is known, RFC 4303 §3.4.4;
/// without a window, so that it also opens what was captured. It owns the cipher.
/// </summary>
public sealed class EspOpener : IDisposable
{
    private const int FixedLength = 8;
    private const int ExtendedHeaderLength = 12;
    private const int ImplicitIvLength = 8;

    private readonly PacketCipher _cipher;
    private readonly EspContext _context;
    private readonly bool _combined;
    private readonly bool _implicitIv;
    private readonly int _block;

    /// <summary>An opener for one SA.</summary>
    /// <param name="cipher">The SA's cipher.</param>
    /// <param name="extended">Whether sequence numbers have 64 bits.</param>
    public EspOpener(PacketCipher cipher, bool extended)
    {
        ArgumentNullException.ThrowIfNull(cipher);
        var spec = cipher.Encryption;
        _cipher = cipher;
        _context = new(spec.SentIvLength, cipher.IcvLength, extended);
        _combined = spec.IsCombined;
        _implicitIv = spec.IsImplicitIv;
        _block = spec.BlockLength;
    }

    /// <summary>Octets between the start of ESP and the encrypted text.</summary>
    public int TextAt => FixedLength + _context.IvLength;

    /// <summary>
    /// Octets of the text in an ESP of that length; below 2: it has none, and is refused.
    /// </summary>
    public int TextLength(int espLength) => espLength - TextAt - _context.IcvLength;

    /// <summary>
    /// Decrypts payload, padding and trailer; false: lengths are wrong or the ICV does not fit, and
    /// the destination holds nothing of the text.
    /// </summary>
    /// <param name="esp">From the SPI to the ICV.</param>
    /// <param name="number">The whole sequence number.</param>
    /// <param name="text">At least <see cref="TextLength"/> octets; none of ESP's memory.</param>
    /// <param name="written">Octets of the text.</param>
    /// <param name="refusal">Why not, told from the SPI.</param>
    public bool TryOpen(
        ReadOnlySpan<byte> esp, ulong number, Span<byte> text, out int written,
        out PacketRefusal refusal)
    {
        written = 0;
        if (esp.Length < FixedLength)
        {
            refusal = new(PacketFault.Malformed, esp.Length, "Sequence Number");
            return false;
        }

        if (!EspBody.TryParse(esp[FixedLength..], in _context, out var body, out var error))
        {
            refusal = PacketRefusal.Of(error, FixedLength);
            return false;
        }

        // RFC 4303 §2.4: pad length and next header are always there, in whole blocks.
        var length = body.Ciphertext.Length;
        if (length < 2 || (length & (_block - 1)) != 0)
        {
            refusal = new(PacketFault.Malformed, TextAt, "Ciphertext");
            return false;
        }

        if (text.Length < length)
        {
            refusal = new(PacketFault.OutputTooSmall, TextAt, "Ciphertext");
            return false;
        }

        var good = _context.Esn || _implicitIv
            ? TryOpenWithNumber(esp, body, number, text[..length])
            : _cipher.TryOpen(
                esp[..FixedLength], body.Iv, body.Ciphertext, default, body.Icv, text[..length]);
        refusal = good
            ? default
            : new(PacketFault.NotAuthentic, TextAt + length, "Integrity Check Value-ICV");
        written = good ? length : 0;
        return good;
    }

    private bool TryOpenWithNumber(
        ReadOnlySpan<byte> esp, EspBody body, ulong number, Span<byte> text)
    {
        Span<byte> whole = stackalloc byte[ImplicitIvLength];
        Span<byte> covered = stackalloc byte[ExtendedHeaderLength];
        BinaryPrimitives.WriteUInt64BigEndian(whole, number);

        // RFC 8750 §4: the number is the IV.
        var iv = _implicitIv ? whole : body.Iv;
        if (!_context.Esn)
        {
            return _cipher.TryOpen(
                esp[..FixedLength], iv, body.Ciphertext, default, body.Icv, text);
        }

        if (_combined)
        {
            esp[..4].CopyTo(covered);
            whole.CopyTo(covered[4..]);
            return _cipher.TryOpen(covered, iv, body.Ciphertext, default, body.Icv, text);
        }

        return _cipher.TryOpen(
            esp[..FixedLength], iv, body.Ciphertext, whole[..4], body.Icv, text);
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose() => _cipher.Dispose();
}
