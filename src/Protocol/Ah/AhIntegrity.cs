using Holdfast.Protocol.Cryptography;

namespace Holdfast.Protocol.Ah;

/// <summary>
/// Computes and checks the ICV of AH for one SA: a MAC, or GMAC with an IV of its own in front of
/// the ICV (RFC 4543 §4). It owns the key. Not for two threads at a time.
/// </summary>
public sealed class AhIntegrity : IDisposable
{
    private readonly Mac? _mac;
    private readonly PacketCipher? _gmac;

    private AhIntegrity(Mac? mac, PacketCipher? gmac, int ivLength, int icvLength)
    {
        _mac = mac;
        _gmac = gmac;
        IvLength = ivLength;
        IcvLength = icvLength;
    }

    /// <summary>Octets of the IV in front of the ICV: 8 with GMAC, else 0.</summary>
    public int IvLength { get; }

    /// <summary>Octets of the ICV that are sent.</summary>
    public int IcvLength { get; }

    /// <summary>The encryption algorithm that settles the IVs; null with a MAC.</summary>
    public EncryptionSpec? Gmac => _gmac?.Encryption;

    /// <summary>A MAC with its key.</summary>
    /// <exception cref="ArgumentException">The key has another length: a bug.</exception>
    /// <exception cref="NotSupportedException">The provider lacks it.</exception>
    public static AhIntegrity Of(
        CryptoProvider provider, IntegritySpec spec, ReadOnlySpan<byte> key)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, spec.KeyLength, nameof(key));
        return new(provider.CreateMac(spec.Mac, key), null, 0, spec.IcvLength);
    }

    /// <summary>GMAC with its key and salt.</summary>
    /// <exception cref="ArgumentException">
    /// It is not GMAC, or the key has another length.
    /// </exception>
    /// <exception cref="NotSupportedException">The provider lacks it.</exception>
    public static AhIntegrity OfGmac(
        CryptoProvider provider, EncryptionSpec spec, ReadOnlySpan<byte> keyAndSalt)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(spec);
        if (spec.Mode != CipherMode.Gmac)
        {
            throw new ArgumentException($"{spec} is not GMAC", nameof(spec));
        }

        var cipher = provider.CreateCipher(spec, IntegritySpec.None, keyAndSalt, default);
        return new(null, cipher, spec.SentIvLength, spec.IcvLength);
    }

    /// <summary>Computes the ICV.</summary>
    /// <param name="covered">
    /// All that is covered, in one piece: IP headers with their mutable fields zeroed, AH with its
    /// ICV zeroed, payload, the high half of an extended number.
    /// </param>
    /// <param name="fieldAt">Where the IV or, without one, the ICV stands.</param>
    /// <param name="icv">As many octets as the ICV has.</param>
    internal void Compute(Span<byte> covered, int fieldAt, Span<byte> icv)
    {
        if (_mac is not null)
        {
            _mac.Append(covered);
            _mac.Finish(icv);
            return;
        }

        // The IV is covered where it stands, and makes the nonce.
        _gmac!.Seal(
            covered[..fieldAt], covered.Slice(fieldAt, IvLength), covered[(fieldAt + IvLength)..],
            default, icv);
    }

    /// <summary>Whether the ICV fits; takes as long whether or not it does.</summary>
    /// <param name="covered">As <see cref="Compute"/> takes it.</param>
    /// <param name="fieldAt">Where the IV or, without one, the ICV stands.</param>
    /// <param name="icv">The ICV as received.</param>
    internal bool Verify(Span<byte> covered, int fieldAt, ReadOnlySpan<byte> icv)
    {
        if (_gmac is not null)
        {
            var text = covered[(fieldAt + IvLength)..];
            return _gmac.TryOpen(
                covered[..fieldAt], covered.Slice(fieldAt, IvLength), text, default, icv, text);
        }

        _mac!.Append(covered);
        return _mac.FinishEquals(icv);
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        _mac?.Dispose();
        _gmac?.Dispose();
    }

    /// <summary>The algorithm, never the key.</summary>
    public override string ToString() => $"{_mac as object ?? _gmac}";
}
