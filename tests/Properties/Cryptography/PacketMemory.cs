namespace Holdfast.Tests.Properties.Cryptography;

/// <summary>A packet's parts, adjoining in one array that is pinned where it was asked for.</summary>
public sealed class PacketMemory
{
    private readonly byte[] _whole;
    private readonly int[] _ends;

    internal PacketMemory(
        Random random, int alignment, int header, int iv, int text, int appendix, int icv)
    {
        int[] lengths = [alignment, header, iv, text, appendix, icv];
        _ends = [.. lengths.Select((_, i) => lengths[..(i + 1)].Sum())];
        _whole = GC.AllocateArray<byte>(_ends[^1], pinned: true);
        random.NextBytes(_whole);
        Clear = Text.ToArray();
    }

    private PacketMemory(PacketMemory other)
    {
        _ends = other._ends;
        _whole = GC.AllocateArray<byte>(other._whole.Length, pinned: true);
        other._whole.CopyTo(_whole, 0);
        Clear = other.Clear;
    }

    /// <summary>The text as it was at first.</summary>
    public byte[] Clear { get; }

    public Span<byte> Header => Part(1);

    public Span<byte> Iv => Part(2);

    public Span<byte> Text => Part(3);

    public Span<byte> Appendix => Part(4);

    public Span<byte> Icv => Part(5);

    /// <summary>How many bits a peer or an attacker could change.</summary>
    public int Bits => (_ends[^1] - _ends[0]) * 8;

    public PacketMemory Copy() => new(this);

    /// <summary>Changes that bit, counted from the start of the header.</summary>
    public void Flip(int bit) => _whole[_ends[0] + (bit / 8)] ^= (byte)(1 << (bit % 8));

    public bool SameOctets(PacketMemory other) => _whole.AsSpan().SequenceEqual(other._whole);

    private Span<byte> Part(int index) => _whole.AsSpan(_ends[index - 1].._ends[index]);
}
