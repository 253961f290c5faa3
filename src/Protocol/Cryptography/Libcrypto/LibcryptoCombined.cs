using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// GCM, GMAC, CCM and ChaCha20-Poly1305 of libcrypto: one context, keyed once. A packet costs the
/// calls for nonce, associated data, text, end and tag, and allocates nothing.
/// </summary>
internal sealed unsafe class LibcryptoCombined : PacketCipher
{
    private const int SetIvLength = 0x9;
    private const int GetTag = 0x10;
    private const int SetTag = 0x11;
    private const int Opening = 0;
    private const int Sealing = 1;

    private readonly LibcryptoFunctions _functions;
    private readonly LibcryptoContext _sealer;

    /// <summary>
    /// The same one, but in CCM: there libcrypto chooses the direction with the key.
    /// </summary>
    private readonly LibcryptoContext _opener;

    /// <summary>The salt stays in front; each packet writes its IV behind.</summary>
    private readonly Secret _nonce;

    internal LibcryptoCombined(
        LibcryptoFunctions functions,
        LibcryptoContext sealer,
        LibcryptoContext opener,
        EncryptionSpec encryption,
        ReadOnlySpan<byte> keyAndSalt)
        : base(encryption, IntegritySpec.None)
    {
        _functions = functions;
        _sealer = sealer;
        _opener = opener;
        _nonce = new Secret(Nonce.Length(encryption));
        keyAndSalt[encryption.KeyLength..].CopyTo(_nonce.Span);
        Key(sealer, keyAndSalt, Sealing);
        if (opener != sealer)
        {
            Key(opener, keyAndSalt, Opening);
        }
    }

    [SkipLocalsInit]
    protected override void SealCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        Span<byte> text,
        ReadOnlySpan<byte> appendix,
        Span<byte> icv)
    {
        var context = _sealer.Pointer;
        fixed (byte* headerAt = header, textAt = text, icvAt = icv)
        {
            int written;
            if (!Begin(context, iv, Sealing)
                || !Run(context, headerAt, header.Length, iv, textAt, text.Length, textAt)
                || _functions.CipherFinal(context, icvAt, &written) != 1
                || _functions.Control(context, GetTag, icv.Length, icvAt) != 1)
            {
                throw LibcryptoContext.Failure("sealing");
            }
        }

        KeepAlive(_sealer);
    }

    [SkipLocalsInit]
    protected override bool OpenCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> appendix,
        ReadOnlySpan<byte> icv,
        Span<byte> text)
    {
        var context = _opener.Pointer;
        bool authentic;
        fixed (byte* headerAt = header, fromAt = ciphertext, textAt = text, icvAt = icv)
        {
            int written;
            var rest = stackalloc byte[16];
            if (!Begin(context, iv, Opening)
                || _functions.Control(context, SetTag, icv.Length, icvAt) != 1)
            {
                throw LibcryptoContext.Failure("opening");
            }

            // The comparison of the tags, in constant time, is libcrypto's: in CCM at the text.
            authentic = Run(
                context, headerAt, header.Length, iv, fromAt, ciphertext.Length, textAt)
                && _functions.CipherFinal(context, rest, &written) == 1;
        }

        KeepAlive(_opener);
        if (!authentic)
        {
            _functions.ClearErrors();
        }
        else if (Encryption.Mode == CipherMode.Gmac)
        {
            ciphertext.CopyTo(text);
        }

        return authentic;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _sealer.Dispose();
            _opener.Dispose();
            _nonce.Dispose();
        }
    }

    // Pointers into both were passed; their finalizers must not run before the calls are over.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void KeepAlive(LibcryptoContext context)
    {
        GC.KeepAlive(context);
        GC.KeepAlive(_nonce);
    }

    private void Key(LibcryptoContext context, ReadOnlySpan<byte> keyAndSalt, int direction)
    {
        // CCM's key schedule asks for the lengths of nonce and tag first.
        var done = _functions.Control(context.Pointer, SetIvLength, _nonce.Length, null) == 1
            && (Encryption.Mode != CipherMode.Ccm
                || _functions.Control(context.Pointer, SetTag, IcvLength, null) == 1);
        fixed (byte* key = keyAndSalt)
        {
            done = done
                && _functions.CipherInit(context.Pointer, 0, 0, key, null, direction) == 1;
        }

        if (!done)
        {
            throw LibcryptoContext.Failure("EVP_CipherInit_ex");
        }

        GC.KeepAlive(context);
    }

    private bool Begin(nint context, ReadOnlySpan<byte> iv, int direction)
    {
        var nonce = _nonce.Span;
        iv.CopyTo(nonce[Encryption.SaltLength..]);
        fixed (byte* nonceAt = nonce)
        {
            return _functions.Begin(context, 0, 0, null, nonceAt, direction) == 1;
        }
    }

    private bool Run(
        nint context,
        byte* header,
        int headerLength,
        ReadOnlySpan<byte> iv,
        byte* from,
        int length,
        byte* to)
    {
        if (Encryption.Mode == CipherMode.Gmac)
        {
            // RFC 4543 §3.3: the IV and the text in the clear are covered too.
            fixed (byte* ivAt = iv)
            {
                return Update(context, null, header, headerLength)
                    && Update(context, null, ivAt, iv.Length)
                    && Update(context, null, from, length);
            }
        }

        if (Encryption.Mode == CipherMode.Ccm)
        {
            // The length of the text enters the first block, so it comes before all else. An
            // empty text still needs its call, with a place that is not null.
            int written;
            var nothing = stackalloc byte[1];
            return _functions.UpdateShort(context, null, &written, null, length) == 1
                && Update(context, null, header, headerLength)
                && (length > 0
                    ? Update(context, to, from, length)
                    : _functions.UpdateShort(
                        context, nothing, &written, nothing, 0) == 1);
        }

        return Update(context, null, header, headerLength) && Update(context, to, from, length);
    }

    /// <summary>Text, or associated data where <paramref name="to"/> is null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Update(nint context, byte* to, byte* from, int length)
    {
        int written;
        if (length == 0)
        {
            return true;
        }

        return length <= LibcryptoFunctions.ShortPiece
            ? _functions.UpdateShort(context, to, &written, from, length) == 1
            : _functions.UpdateLong(context, to, &written, from, length) == 1;
    }
}
