using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Holdfast.Gateway.Sync;

/// <summary>Memory for what may have keys in it: it is zeroed when it is given back, and is nobody
/// else's before.</summary>
internal sealed class ZeroingPool : MemoryPool<byte>
{
    /// <summary>Octets of a piece, where no more are asked for.</summary>
    public const int PieceOctets = 16_384;

    private const int FreeMax = 8;
    private readonly ConcurrentStack<Piece> _free = [];

    /// <inheritdoc/>
    public override int MaxBufferSize => Array.MaxLength;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) =>
        minBufferSize <= PieceOctets
            ? _free.TryPop(out var piece) ? piece : new(this, PieceOctets)
            : new Piece(this, minBufferSize);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _free.Clear();

    private void Take(Piece piece)
    {
        if (piece.Memory.Length == PieceOctets && _free.Count < FreeMax)
        {
            _free.Push(piece);
        }
    }

    // Pinned, so that no collection leaves a copy behind.
    private sealed class Piece(ZeroingPool pool, int octets) : IMemoryOwner<byte>
    {
        private readonly byte[] _octets = GC.AllocateArray<byte>(octets, pinned: true);

        public Memory<byte> Memory => _octets;

        public void Dispose()
        {
            CryptographicOperations.ZeroMemory(_octets);
            pool.Take(this);
        }
    }
}
