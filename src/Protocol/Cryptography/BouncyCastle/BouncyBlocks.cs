namespace Holdfast.Protocol.Cryptography;

/// <summary>AES of BouncyCastle, block by block.</summary>
internal sealed class BouncyBlocks : BlockEncryptor
{
    private BouncySchedule? _aes;

    internal override void SetKey(ReadOnlySpan<byte> key)
    {
        _aes?.Dispose();
        _aes = new(CipherName.Aes, encrypt: true, key);
    }

    internal override void Encrypt(Span<byte> block) => _aes!.ProcessBlock(block, block);

    /// <summary>Zeroes the schedule.</summary>
    public override void Dispose() => _aes?.Dispose();
}
