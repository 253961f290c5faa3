using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;

namespace Holdfast.Protocol.Cryptography;

/// <summary>AES of BouncyCastle, block by block; its key is left to the collector.</summary>
internal sealed class BouncyBlocks : BlockEncryptor
{
    private readonly IBlockCipher _aes = BouncyCastleProvider.Engine(CipherName.Aes);

    internal override void SetKey(ReadOnlySpan<byte> key) =>
        _aes.Init(true, new KeyParameter(key));

    internal override void Encrypt(Span<byte> block) => _aes.ProcessBlock(block, block);

    public override void Dispose()
    {
        // Nothing to call.
    }
}
