using System.Security.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A mode of a block cipher of BouncyCastle, block by block. Its schedules lie in pinned memory and
/// are zeroed when disposed. Not wiped: the counter blocks of packets, which begin with the salt
/// and are no secret without the key, until the collector uses their memory again.
/// </summary>
internal abstract class BouncyText : TextCipher
{
    private readonly IBlockCipherMode _encryptor;
    private readonly IBlockCipherMode _decryptor;
    private readonly BouncySchedule[] _schedules;

    /// <summary>What the modes see of a key: nothing.</summary>
    private readonly KeyParameter _none = BouncyKey.Zeroes(1);

    /// <summary>Two of the same mode: one encrypts, one decrypts; it owns the schedules.</summary>
    protected BouncyText(
        IBlockCipherMode encryptor, IBlockCipherMode decryptor, params BouncySchedule[] schedules)
    {
        _encryptor = encryptor;
        _decryptor = decryptor;
        _schedules = schedules;
    }

    internal override void Encrypt(ReadOnlySpan<byte> iv, Span<byte> text) =>
        Run(_encryptor, encrypt: true, iv, text, text);

    internal override void Decrypt(
        ReadOnlySpan<byte> iv, ReadOnlySpan<byte> ciphertext, Span<byte> text) =>
        Run(_decryptor, encrypt: false, iv, ciphertext, text);

    public override void Dispose() => Array.ForEach(_schedules, one => one.Dispose());

    /// <summary>What enters the mode as its IV.</summary>
    protected abstract byte[] Start(ReadOnlySpan<byte> iv);

    private void Run(
        IBlockCipherMode mode,
        bool encrypt,
        ReadOnlySpan<byte> iv,
        ReadOnlySpan<byte> input,
        Span<byte> output)
    {
        var block = mode.GetBlockSize();
        mode.Init(encrypt, new ParametersWithIV(_none, Start(iv)));
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
            CryptographicOperations.ZeroMemory(rest);
        }
    }
}

/// <summary>Cipher block chaining of AES, Camellia, 3DES and DES, RFC 2451 and RFC 3602.</summary>
internal sealed class BouncyCbc : BouncyText
{
    internal BouncyCbc(EncryptionSpec encryption, ReadOnlySpan<byte> key)
        : this(
            new BouncySchedule(encryption.Cipher, encrypt: true, key),
            new BouncySchedule(encryption.Cipher, encrypt: false, key))
    {
    }

    private BouncyCbc(BouncySchedule encryptor, BouncySchedule decryptor)
        : base(
            new CbcBlockCipher(encryptor), new CbcBlockCipher(decryptor), encryptor, decryptor)
    {
    }

    protected override byte[] Start(ReadOnlySpan<byte> iv) => iv.ToArray();
}

/// <summary>Counter mode of AES, RFC 3686.</summary>
internal sealed class BouncyCtr : BouncyText
{
    private readonly PinnedArrays _memory = new();
    private readonly EncryptionSpec _encryption;
    private readonly Secret _salt;

    internal BouncyCtr(EncryptionSpec encryption, ReadOnlySpan<byte> keyAndSalt)
        : this(
            new BouncySchedule(
                encryption.Cipher, encrypt: true, keyAndSalt[..encryption.KeyLength]),
            encryption,
            keyAndSalt[encryption.KeyLength..])
    {
    }

    private BouncyCtr(
        BouncySchedule schedule, EncryptionSpec encryption, ReadOnlySpan<byte> salt)
        : this(new SicBlockCipher(schedule), schedule, encryption, salt)
    {
    }

    // Counter mode decrypts as it encrypts: one mode does both, one after the other.
    private BouncyCtr(
        SicBlockCipher mode,
        BouncySchedule schedule,
        EncryptionSpec encryption,
        ReadOnlySpan<byte> salt)
        : base(mode, mode, schedule)
    {
        _encryption = encryption;
        _salt = new Secret(salt);
        _memory.Move(ref BouncyFields.KeyStream(mode));
    }

    public override void Dispose()
    {
        base.Dispose();
        _memory.Dispose();
        _salt.Dispose();
    }

    protected override byte[] Start(ReadOnlySpan<byte> iv)
    {
        var counter = new byte[Nonce.Length(_encryption)];
        Nonce.Write(_encryption, _salt.Span, iv, counter);
        GC.KeepAlive(_salt);
        return counter;
    }
}
