namespace Holdfast.Codec;

/// <summary>A list of blocks of octets of one size.</summary>
public readonly ref struct OctetBlocks
{
    /// <summary>Views octets as blocks; a size of 0 gives no block.</summary>
    public OctetBlocks(ReadOnlySpan<byte> octets, int size)
    {
        Octets = octets;
        Size = size;
    }

    /// <summary>The octets of all blocks.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Octets of a block.</summary>
    public int Size { get; }

    /// <summary>Number of blocks.</summary>
    public int Count => Size == 0 ? 0 : Octets.Length / Size;

    /// <summary>A block.</summary>
    public ReadOnlySpan<byte> this[int index] => Octets.Slice(index * Size, Size);

    /// <summary>Enumerates without allocation.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Goes from block to block.</summary>
    public ref struct Enumerator
    {
        private readonly OctetBlocks _blocks;
        private int _index;

        internal Enumerator(OctetBlocks blocks)
        {
            _blocks = blocks;
            _index = -1;
        }

        /// <summary>The block.</summary>
        public readonly ReadOnlySpan<byte> Current => _blocks[_index];

        /// <summary>Goes on to the next block.</summary>
        public bool MoveNext() => ++_index < _blocks.Count;
    }
}
