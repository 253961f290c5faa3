using System.Runtime.CompilerServices;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// CBC (RFC 2451, RFC 3602) and CTR (RFC 3686) of libcrypto: contexts keyed once, no padding.
/// </summary>
internal sealed unsafe class LibcryptoText : TextCipher
{
    private readonly LibcryptoFunctions _functions;
    private readonly LibcryptoContext _encryptor;

    /// <summary>CBC decrypts with another schedule; counter mode does the same both ways.</summary>
    private readonly LibcryptoContext? _decryptor;

    private readonly EncryptionSpec _encryption;

    /// <summary>Salt, IV and counter, or the IV alone.</summary>
    private readonly Secret _start;

    internal LibcryptoText(
        LibcryptoFunctions functions,
        LibcryptoContext encryptor,
        LibcryptoContext? decryptor,
        EncryptionSpec encryption,
        ReadOnlySpan<byte> keyAndSalt)
    {
        _functions = functions;
        _encryptor = encryptor;
        _decryptor = decryptor;
        _encryption = encryption;
        _start = new Secret(Nonce.Length(encryption));
        var iv = (stackalloc byte[encryption.IvLength]);
        iv.Clear();
        Nonce.Write(encryption, keyAndSalt[encryption.KeyLength..], iv, _start.Span);
        Key(encryptor, keyAndSalt, encrypt: 1);
        if (decryptor is not null)
        {
            Key(decryptor, keyAndSalt, encrypt: 0);
        }
    }

    internal override void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text) =>
        Run(_encryptor, 1, iv, text, text);

    internal override void Decrypt(
        ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> text)
    {
        if (_decryptor is { } decryptor)
        {
            Run(decryptor, 0, iv, ciphertext, text);
        }
        else
        {
            Run(_encryptor, 1, iv, ciphertext, text);
        }
    }

    public override void Dispose()
    {
        _encryptor.Dispose();
        _decryptor?.Dispose();
        _start.Dispose();
    }

    private void Key(LibcryptoContext context, ReadOnlySpan<byte> keyAndSalt, int encrypt)
    {
        fixed (byte* key = keyAndSalt)
        {
            if (_functions.CipherInit(context.Pointer, 0, 0, key, null, encrypt) != 1
                || _functions.SetPadding(context.Pointer, 0) != 1)
            {
                throw LibcryptoContext.Failure("EVP_CipherInit_ex");
            }
        }

        GC.KeepAlive(context);
    }

    [SkipLocalsInit]
    private void Run(
        LibcryptoContext owner,
        int encrypt,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> input,
        Span<byte> output)
    {
        var context = owner.Pointer;
        var start = _start.Span;
        iv.CopyTo(start[_encryption.SaltLength..]);
        fixed (byte* startAt = start, from = input, to = output)
        {
            int written;
            var done = _functions.Begin(context, 0, 0, null, startAt, encrypt) == 1
                && (input.Length <= LibcryptoFunctions.ShortPiece
                    ? _functions.UpdateShort(context, to, &written, from, input.Length)
                    : _functions.UpdateLong(context, to, &written, from, input.Length)) == 1;
            if (!done)
            {
                throw LibcryptoContext.Failure("EVP_CipherUpdate");
            }
        }

        // Pointers into both were passed; no finalizer may run before the calls are over.
        GC.KeepAlive(owner);
        GC.KeepAlive(_start);
    }
}
