using Holdfast.Codec;

namespace Holdfast.Cli.Decoding;

/// <summary>What the decoder found in one packet; used again for the next.</summary>
internal sealed class PacketLayers
{
    private readonly List<Layer> _layers = [];
    private readonly List<(byte[] Octets, SourceKind Kind)> _sources = [];

    /// <summary>The layers, outermost first.</summary>
    public IReadOnlyList<Layer> All => _layers;

    /// <summary>The packets that some message of this one was joined from; empty: none.</summary>
    public SortedSet<long> From { get; } = [];

    /// <summary>The first fault; null: none.</summary>
    public LayerFault? Fault { get; set; }

    /// <summary>Number of layers.</summary>
    public int Count => _layers.Count;

    /// <summary>A layer.</summary>
    public Layer this[int index]
    {
        get => _layers[index];
        set => _layers[index] = value;
    }

    /// <summary>Forgets the packet.</summary>
    public void Clear()
    {
        _layers.Clear();
        _sources.Clear();
        From.Clear();
        Fault = null;
    }

    /// <summary>Adds the next layer.</summary>
    public void Add(Layer layer) => _layers.Add(layer);

    /// <summary>Adds joined data and returns its number.</summary>
    public int AddJoined(byte[] octets, Items<long> from)
    {
        From.UnionWith(from);
        return Add(octets, SourceKind.Joined);
    }

    /// <summary>Adds decrypted or decompressed data and returns its number.</summary>
    public int Add(byte[] octets, SourceKind kind)
    {
        _sources.Add((octets, kind));
        return _sources.Count;
    }

    /// <summary>What a source of that number is; 0: the frame.</summary>
    public SourceKind KindOf(int source) =>
        source == 0 ? SourceKind.Frame : _sources[source - 1].Kind;

    /// <summary>The octets of a source that is not the frame.</summary>
    public ReadOnlySpan<byte> Source(int source) => _sources[source - 1].Octets;
}

/// <summary>A packet and what was found in it, for whoever prints it.</summary>
internal readonly ref struct DecodedPacket
{
    /// <summary>The number in its file, from 1.</summary>
    public required long Number { get; init; }

    /// <summary>The packet as the capture has it.</summary>
    public required Holdfast.Protocol.Capture.CapturedPacket Captured { get; init; }

    /// <summary>Its layers.</summary>
    public required PacketLayers Layers { get; init; }

    /// <summary>What a layer's offsets count in.</summary>
    public ReadOnlySpan<byte> Source(in Layer layer) =>
        layer.Source == 0 ? Captured.Octets : Layers.Source(layer.Source);

    /// <summary>The clear text of a layer that was decrypted; empty: there is none.</summary>
    public ReadOnlySpan<byte> Clear(in Layer layer) =>
        layer.Opening is { Source: > 0 } opening ? Layers.Source(opening.Source) : [];

    /// <summary>The octets of a layer.</summary>
    public ReadOnlySpan<byte> Octets(in Layer layer) =>
        Source(layer).Slice(layer.Start, layer.Length);
}
