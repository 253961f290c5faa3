namespace Holdfast.Cli.Decoding;

/// <summary>Some octets of a packet, and where they stand in it.</summary>
internal readonly ref struct Part
{
    private readonly ReadOnlySpan<byte> _source;

    /// <summary>All octets of a frame, or of joined data.</summary>
    /// <param name="source">The octets.</param>
    /// <param name="number">0: the frame; n: the n-th joined data.</param>
    /// <param name="isCut">Whether the capture lacks octets behind them.</param>
    public Part(ReadOnlySpan<byte> source, int number, bool isCut)
        : this(source, number, 0, source.Length, isCut)
    {
    }

    private Part(ReadOnlySpan<byte> source, int number, int start, int length, bool isCut)
    {
        _source = source;
        Number = number;
        Start = start;
        Length = length;
        IsCut = isCut;
    }

    /// <summary>0: the frame; n: the n-th joined data.</summary>
    public int Number { get; }

    /// <summary>The first octet.</summary>
    public int Start { get; }

    /// <summary>Number of octets.</summary>
    public int Length { get; }

    private int End => Start + Length;

    /// <summary>
    /// Whether the capture lacks octets behind them, so that they may end too early.
    /// </summary>
    public bool IsCut { get; }

    /// <summary>The octets.</summary>
    public ReadOnlySpan<byte> Octets => _source.Slice(Start, Length);

    /// <summary>All but the first octets.</summary>
    public Part Skip(int octets) => new(_source, Number, Start + octets, Length - octets, IsCut);

    /// <summary>The same, and so many octets before it.</summary>
    public Part Back(int octets) => new(_source, Number, Start - octets, Length + octets, IsCut);

    /// <summary>The first octets; if those are all there are, they may still be cut.</summary>
    public Part Take(int octets) =>
        new(_source, Number, Start, octets, IsCut && octets == Length);

    /// <summary>The octets of a view that was parsed from this part.</summary>
    public Part Of(ReadOnlySpan<byte> view) =>
        _source.Overlaps(view, out var start)
            ? new(_source, Number, start, view.Length, IsCut && start + view.Length == End)
            : new(_source, Number, End, 0, IsCut);

    /// <summary>A layer over the first octets.</summary>
    public Layer Layer(LayerKind kind, int octets) => new(kind, Number, Start, octets);

    /// <summary>A layer over all octets.</summary>
    public Layer Layer(LayerKind kind) => new(kind, Number, Start, Length);
}
