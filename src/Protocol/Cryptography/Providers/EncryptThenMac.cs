using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A cipher, then a MAC over what it wrote, RFC 4303 §3.3.2: how ESP and IKE join two algorithms.
/// Without a MAC it is the encryption of IKEv1.
/// </summary>
internal sealed class EncryptThenMac : PacketCipher
{
    private readonly TextCipher _cipher;
    private readonly Mac? _mac;

    /// <summary>It owns both halves.</summary>
    internal EncryptThenMac(
        EncryptionSpec encryption, IntegritySpec integrity, TextCipher cipher, Mac? mac)
        : base(encryption, integrity)
    {
        _cipher = cipher;
        _mac = mac;
    }

    protected override void SealCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        Span<byte> text,
        ReadOnlySpan<byte> appendix,
        Span<byte> icv)
    {
        _cipher.Encrypt(iv, text);
        if (_mac is not null)
        {
            Append(_mac, header, iv, text, appendix);
            _mac.Finish(icv);
        }
    }

    protected override bool OpenCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> appendix,
        ReadOnlySpan<byte> icv,
        Span<byte> text)
    {
        // RFC 4303 §3.4.4.1: the ICV first; a bad packet is never decrypted.
        if (_mac is not null)
        {
            Append(_mac, header, iv, ciphertext, appendix);
            if (!_mac.FinishEquals(icv))
            {
                return false;
            }
        }

        _cipher.Decrypt(iv, ciphertext, text);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cipher.Dispose();
            _mac?.Dispose();
        }
    }

    private static void Append(
        Mac mac,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> text,
        ReadOnlySpan<byte> appendix)
    {
        if (Adjoin(header, iv) && Adjoin(iv, text))
        {
            // The usual packet: one piece instead of three.
            mac.Append(MemoryMarshal.CreateReadOnlySpan(
                ref MemoryMarshal.GetReference(header), header.Length + iv.Length + text.Length));
        }
        else
        {
            mac.Append(header);
            mac.Append(iv);
            mac.Append(text);
        }

        if (appendix.Length > 0)
        {
            mac.Append(appendix);
        }
    }

    /// <summary>Whether the second begins where the first ends.</summary>
    private static bool Adjoin(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) =>
        Unsafe.AreSame(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(first), first.Length),
            ref MemoryMarshal.GetReference(second));
}
