using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Protects packets of one SA in one direction: a cipher with its integrity, the keys inside.
/// ESP, IKEv2 (SK, SKF) and IKEv1 (without integrity) use the same one. Not for two threads at a
/// time; disposing it zeroes the keys.
/// </summary>
/// <remarks>
/// What is covered, told in the order of the packet: header ‖ IV ‖ text ‖ appendix. In a combined
/// mode the header is the associated data (with ESN the caller puts the high half of the sequence
/// number into it, RFC 4106 §5, and the appendix is empty) and the IV goes into the nonce; GMAC
/// covers header, IV and text. Otherwise the ICV is the MAC of header, IV, encrypted text and
/// appendix (with ESN the high half, RFC 4303 §2.2.1). Lengths that break the contract are bugs
/// and throw; what a peer can cause is a result.
/// </remarks>
public abstract class PacketCipher : IDisposable
{
    private bool _disposed;

    /// <summary>A cipher as the two rows say.</summary>
    protected PacketCipher(EncryptionSpec encryption, IntegritySpec integrity)
    {
        Encryption = encryption;
        Integrity = integrity;
        IcvLength = encryption.IsCombined ? encryption.IcvLength : integrity.IcvLength;
    }

    /// <summary>The encryption algorithm.</summary>
    public EncryptionSpec Encryption { get; }

    /// <summary>The integrity algorithm; none in combined modes.</summary>
    public IntegritySpec Integrity { get; }

    /// <summary>Octets of the ICV in the packet.</summary>
    public int IcvLength { get; }

    /// <summary>Encrypts the text in place and writes the ICV.</summary>
    /// <param name="header">What is covered before the IV.</param>
    /// <param name="iv">The IV, <see cref="EncryptionSpec.IvLength"/> octets.</param>
    /// <param name="text">Clear text, then cipher text; a multiple of the block.</param>
    /// <param name="appendix">What is covered behind the text; empty in combined modes.</param>
    /// <param name="icv">Where the ICV goes, <see cref="IcvLength"/> octets.</param>
    /// <exception cref="ArgumentException">A length breaks the contract: a bug.</exception>
    /// <exception cref="ObjectDisposedException">The keys are gone.</exception>
    public void Seal(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        Span<byte> text,
        ReadOnlySpan<byte> appendix,
        Span<byte> icv)
    {
        CheckLengths(iv, appendix, icv.Length);
        if (text.Length % Encryption.BlockLength != 0)
        {
            throw new ArgumentException("The text is no multiple of the block.", nameof(text));
        }

        SealCore(header, iv, text, appendix, icv);
    }

    /// <summary>
    /// Checks the ICV in constant time and decrypts. False: it is bad, or the text is no multiple
    /// of the block; <paramref name="text"/> then holds nothing of the clear text (zeroes).
    /// </summary>
    /// <param name="header">What is covered before the IV.</param>
    /// <param name="iv">The IV, <see cref="EncryptionSpec.IvLength"/> octets.</param>
    /// <param name="ciphertext">The encrypted text.</param>
    /// <param name="appendix">What is covered behind it; empty in combined modes.</param>
    /// <param name="icv">The ICV as received.</param>
    /// <param name="text">
    /// The clear text, as long as the encrypted one; the same memory exactly, or none of it.
    /// </param>
    /// <exception cref="ArgumentException">A length breaks the contract: a bug.</exception>
    /// <exception cref="ObjectDisposedException">The keys are gone.</exception>
    public bool TryOpen(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> appendix,
        ReadOnlySpan<byte> icv,
        Span<byte> text)
    {
        CheckLengths(iv, appendix, icv.Length);
        if (text.Length != ciphertext.Length
            || (ciphertext.Overlaps(text, out var offset) && offset != 0))
        {
            throw new ArgumentException("As long, and the same memory or none.", nameof(text));
        }

        if (ciphertext.Length % Encryption.BlockLength == 0
            && OpenCore(header, iv, ciphertext, appendix, icv, text))
        {
            return true;
        }

        CryptographicOperations.ZeroMemory(text);
        return false;
    }

    /// <summary>Zeroes the keys.</summary>
    public void Dispose()
    {
        _disposed = true;
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary><see cref="Seal"/>, its lengths checked.</summary>
    protected abstract void SealCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        Span<byte> text,
        ReadOnlySpan<byte> appendix,
        Span<byte> icv);

    /// <summary>
    /// <see cref="TryOpen"/>, its lengths checked; the caller zeroes the text when it is false.
    /// </summary>
    protected abstract bool OpenCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> appendix,
        ReadOnlySpan<byte> icv,
        Span<byte> text);

    /// <summary>Zeroes the keys; may be called more than once.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>The algorithms, never a key.</summary>
    public override string ToString() => Encryption.IsCombined
        ? Encryption.ToString()
        : $"{Encryption} with {Integrity}";

    private void CheckLengths(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> appendix, int icvLength)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (iv.Length != Encryption.IvLength)
        {
            throw new ArgumentException($"An IV of {iv.Length} octets.", nameof(iv));
        }

        if (icvLength != IcvLength)
        {
            throw new ArgumentException($"An ICV of {icvLength} octets.", nameof(icvLength));
        }

        if (appendix.Length > 0 && Encryption.IsCombined)
        {
            throw new ArgumentException("Combined modes have no appendix.", nameof(appendix));
        }
    }
}
