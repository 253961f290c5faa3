using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>A mode of a block cipher of BouncyCastle, block by block.</summary>
internal abstract class BouncyText : TextCipher
{
    private readonly IBlockCipherMode _encryptor;
    private readonly IBlockCipherMode _decryptor;
    private readonly KeyParameter _key;

    /// <summary>Two of the same mode: one encrypts, one decrypts.</summary>
    protected BouncyText(
        IBlockCipherMode encryptor, IBlockCipherMode decryptor, ReadOnlySpan<byte> key)
    {
        _encryptor = encryptor;
        _decryptor = decryptor;
        _key = new KeyParameter(key);
    }

    internal override void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text) =>
        Run(_encryptor, encrypt: true, iv, text, text);

    internal override void Decrypt(
        ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> text) =>
        Run(_decryptor, encrypt: false, iv, ciphertext, text);

    public override void Dispose()
    {
        // Nothing to call: BouncyCastle leaves its keys to the collector.
    }

    /// <summary>What enters the mode as its IV.</summary>
    protected abstract byte[] Start(ReadOnlySpan<byte> iv);

    private void Run(
        IBlockCipherMode mode,
        bool encrypt,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> input,
        Span<byte> output)
    {
        mode.Init(encrypt, new ParametersWithIV(_key, Start(iv)));
        var block = mode.GetBlockSize();
        var at = 0;
        for (; at + block <= input.Length; at += block)
        {
            mode.ProcessBlock(input[at..], output[at..]);
        }

        if (at < input.Length)
        {
            // Only counter mode has a rest: the key stream's first octets.
            Span<byte> rest = stackalloc byte[block];
            rest.Clear();
            input[at..].CopyTo(rest);
            mode.ProcessBlock(rest, rest);
            rest[..(input.Length - at)].CopyTo(output[at..]);
        }
    }
}

/// <summary>Cipher block chaining of AES, Camellia, 3DES and DES, RFC 2451 and RFC 3602.</summary>
internal sealed class BouncyCbc : BouncyText
{
    internal BouncyCbc(EncryptionSpec encryption, ReadOnlySpan<byte> key)
        : base(Mode(encryption), Mode(encryption), key)
    {
    }

    protected override byte[] Start(ReadOnlySpan<byte> iv) => iv.ToArray();

    private static CbcBlockCipher Mode(EncryptionSpec encryption) =>
        new(BouncyCastleProvider.Engine(encryption.Cipher));
}

/// <summary>Counter mode of AES, RFC 3686.</summary>
internal sealed class BouncyCtr : BouncyText
{
    private readonly EncryptionSpec _encryption;
    private readonly Secret _salt;

    internal BouncyCtr(EncryptionSpec encryption, ReadOnlySpan<byte> keyAndSalt)
        : base(Mode(encryption), Mode(encryption), keyAndSalt[..encryption.KeyLength])
    {
        _encryption = encryption;
        _salt = new Secret(keyAndSalt[encryption.KeyLength..]);
    }

    public override void Dispose() => _salt.Dispose();

    protected override byte[] Start(ReadOnlySpan<byte> iv)
    {
        var counter = new byte[Nonce.Length(_encryption)];
        Nonce.Write(_encryption, _salt.Span, iv, counter);
        GC.KeepAlive(_salt);
        return counter;
    }

    private static SicBlockCipher Mode(EncryptionSpec encryption) =>
        new(BouncyCastleProvider.Engine(encryption.Cipher));
}
