using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// AES-XCBC-MAC, RFC 3566: no library has it, so its chaining is here; AES is the library's.
/// </summary>
internal sealed class XcbcMac : Mac
{
    private const int Block = BlockEncryptor.Block;

    private readonly BlockEncryptor _aes;

    /// <summary>K2 and K3, then the chaining value and the block that waits for its end.</summary>
    private readonly Secret _memory = new(4 * Block);

    private int _waiting;

    /// <summary>It owns the cipher.</summary>
    internal XcbcMac(BlockEncryptor aes, ReadOnlySpan<byte> key)
        : base(MacAlgorithm.AesXcbc)
    {
        _aes = aes;

        // RFC 3566 §4: three keys, the encryptions of octets 01, 02 and 03.
        _aes.SetKey(key);
        Span<byte> first = stackalloc byte[Block];
        try
        {
            Derive(1, first);
            Derive(2, KeyOfWhole);
            Derive(3, KeyOfPart);
            _aes.SetKey(first);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(first);
        }
    }

    /// <summary>K2, for a last block that is full.</summary>
    private Span<byte> KeyOfWhole => _memory.Span[..Block];

    /// <summary>K3, for a last block that had to be filled up.</summary>
    private Span<byte> KeyOfPart => _memory.Span[Block..(2 * Block)];

    private Span<byte> Chain => _memory.Span[(2 * Block)..(3 * Block)];

    private Span<byte> Waiting => _memory.Span[(3 * Block)..];

    public override void Append(ReadOnlySpan<byte> piece)
    {
        // The last block is treated apart, so a full one waits until more comes.
        while (piece.Length > 0)
        {
            if (_waiting == Block)
            {
                Encrypt();
            }

            var taken = Math.Min(Block - _waiting, piece.Length);
            piece[..taken].CopyTo(Waiting[_waiting..]);
            _waiting += taken;
            piece = piece[taken..];
        }
    }

    public override void Finish(Span<byte> destination)
    {
        var key = KeyOfWhole;
        if (_waiting < Block)
        {
            // RFC 3566 §4: a one, then zeroes.
            Waiting[_waiting] = 0x80;
            Waiting[(_waiting + 1)..].Clear();
            key = KeyOfPart;
        }

        Mix(Waiting, key);
        Encrypt();
        Chain[..destination.Length].CopyTo(destination);
        Chain.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _aes.Dispose();
            _memory.Dispose();
        }
    }

    private void Derive(byte filler, Span<byte> key)
    {
        key.Fill(filler);
        _aes.Encrypt(key);
    }

    private void Encrypt()
    {
        Mix(Chain, Waiting);
        _aes.Encrypt(Chain);
        _waiting = 0;
    }

    private static void Mix(Span<byte> into, ReadOnlySpan<byte> other)
    {
        for (var i = 0; i < into.Length; i++)
        {
            into[i] ^= other[i];
        }
    }
}
