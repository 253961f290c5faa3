using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;

namespace Holdfast.Protocol.Cryptography;

/// <summary>GCM, CCM, GMAC and ChaCha20-Poly1305 of BouncyCastle.</summary>
internal sealed class BouncyCombined : PacketCipher
{
    private readonly Secret _salt;
    private readonly BouncyAead _mode;

    internal BouncyCombined(EncryptionSpec encryption, ReadOnlySpan<byte> keyAndSalt)
        : base(encryption, IntegritySpec.None)
    {
        _salt = new Secret(keyAndSalt[encryption.KeyLength..]);
        var key = keyAndSalt[..encryption.KeyLength];
        _mode = encryption.Mode switch
        {
            CipherMode.Gcm or CipherMode.Gmac => new BouncyGcm(key, encryption.IcvLength),
            CipherMode.Ccm => new BouncyCcm(key, encryption.IcvLength),
            CipherMode.ChaCha20Poly1305 => new BouncyChaCha(key),
            CipherMode.Null or CipherMode.Cbc or CipherMode.Ctr =>
                throw new UnreachableException($"{encryption} is not combined."),
        };
    }

    protected override void SealCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        Span<byte> text,
        ReadOnlySpan<byte> appendix,
        Span<byte> icv)
    {
        var engine = _mode.Begin(seal: true, NonceOf(iv));
        var encrypted = Cover(engine, header, iv, text);
        var output = new byte[encrypted.Length + IcvLength];
        var written = engine.ProcessBytes(encrypted, output);
        engine.DoFinal(output.AsSpan(written));
        output.AsSpan(..encrypted.Length).CopyTo(text);
        output.AsSpan(encrypted.Length..).CopyTo(icv);
    }

    protected override bool OpenCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> ciphertext,
        ReadOnlySpan<byte> appendix,
        ReadOnlySpan<byte> icv,
        Span<byte> text)
    {
        var engine = _mode.Begin(seal: false, NonceOf(iv));
        var encrypted = Cover(engine, header, iv, ciphertext);
        var output = new byte[encrypted.Length + IcvLength];
        try
        {
            var written = engine.ProcessBytes(encrypted, output);
            written += engine.ProcessBytes(icv, output.AsSpan(written));
            engine.DoFinal(output.AsSpan(written));
            ciphertext.CopyTo(text);
            output.AsSpan(..encrypted.Length).CopyTo(text);
            return true;
        }
        catch (InvalidCipherTextException)
        {
            // BouncyCastle has no other way to say it.
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(output);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _mode.Dispose();
            _salt.Dispose();
        }
    }

    /// <summary>Takes in what is only covered; the text that is left to encrypt.</summary>
    private ReadOnlySpan<byte> Cover(
        IAeadCipher engine,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> text)
    {
        engine.ProcessAadBytes(header);
        if (Encryption.Mode != CipherMode.Gmac)
        {
            return text;
        }

        // RFC 4543 §3.3: the IV and the text in the clear are covered too.
        engine.ProcessAadBytes(iv);
        engine.ProcessAadBytes(text);
        return [];
    }

    private byte[] NonceOf(ReadOnlySpan<byte> iv)
    {
        var nonce = new byte[Nonce.Length(Encryption)];
        Nonce.Write(Encryption, _salt.Span, iv, nonce);
        GC.KeepAlive(_salt);
        return nonce;
    }
}
