using System.Diagnostics;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;
using ChaCha20Poly1305Engine = Org.BouncyCastle.Crypto.Modes.ChaCha20Poly1305;

namespace Holdfast.Protocol.Cryptography;

/// <summary>GCM, CCM, GMAC and ChaCha20-Poly1305 of BouncyCastle.</summary>
internal sealed class BouncyCombined : PacketCipher
{
    private readonly Secret _salt;
    private readonly KeyParameter _key;
    private readonly IAeadCipher _opener;
    private IAeadCipher _sealer;
    private byte[] _lastNonce = [];

    internal BouncyCombined(EncryptionSpec encryption, ReadOnlySpan<byte> keyAndSalt)
        : base(encryption, IntegritySpec.None)
    {
        _key = new KeyParameter(keyAndSalt[..encryption.KeyLength]);
        _salt = new Secret(keyAndSalt[encryption.KeyLength..]);
        _sealer = Engine(encryption.Mode);
        _opener = Engine(encryption.Mode);
    }

    protected override void SealCore(
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> iv,
        Span<byte> text,
        ReadOnlySpan<byte> appendix,
        Span<byte> icv)
    {
        var nonce = NonceOf(iv);
        if (nonce.AsSpan().SequenceEqual(_lastNonce))
        {
            // BouncyCastle refuses the last nonce once more; that nonces are used once is the
            // caller's law, who may write the same packet twice.
            _sealer = Engine(Encryption.Mode);
        }

        _lastNonce = nonce;
        _sealer.Init(true, new AeadParameters(_key, IcvLength * 8, nonce));
        var encrypted = Cover(_sealer, header, iv, text);
        var output = new byte[encrypted.Length + IcvLength];
        var written = _sealer.ProcessBytes(encrypted, output);
        _sealer.DoFinal(output.AsSpan(written));
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
        _opener.Init(false, new AeadParameters(_key, IcvLength * 8, NonceOf(iv)));
        var encrypted = Cover(_opener, header, iv, ciphertext);
        var output = new byte[encrypted.Length + IcvLength];
        try
        {
            var written = _opener.ProcessBytes(encrypted, output);
            written += _opener.ProcessBytes(icv, output.AsSpan(written));
            _opener.DoFinal(output.AsSpan(written));
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

    private static IAeadCipher Engine(CipherMode mode) => mode switch
    {
        CipherMode.Gcm or CipherMode.Gmac =>
            new GcmBlockCipher(BouncyCastleProvider.Engine(CipherName.Aes)),
        CipherMode.Ccm => new CcmBlockCipher(BouncyCastleProvider.Engine(CipherName.Aes)),
        CipherMode.ChaCha20Poly1305 => new ChaCha20Poly1305Engine(),
        CipherMode.Null or CipherMode.Cbc or CipherMode.Ctr =>
            throw new UnreachableException($"{mode} is not combined."),
    };

    private byte[] NonceOf(ReadOnlySpan<byte> iv)
    {
        var nonce = new byte[Nonce.Length(Encryption)];
        Nonce.Write(Encryption, _salt.Span, iv, nonce);
        GC.KeepAlive(_salt);
        return nonce;
    }
}
