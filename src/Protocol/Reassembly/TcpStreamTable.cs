using System.Collections.Immutable;

namespace Holdfast.Protocol.Reassembly;

/// <summary>Streams by their flow: an immutable value of bounded size.</summary>
public sealed class TcpStreamTable
{
    private readonly ImmutableDictionary<FlowKey, (TcpStream Stream, long Use)> _streams;
    private readonly long _uses;

    private TcpStreamTable(
        StreamLimits limits, ImmutableDictionary<FlowKey, (TcpStream Stream, long Use)> streams,
        long uses)
    {
        Limits = limits;
        _streams = streams;
        _uses = uses;
    }

    /// <summary>What is allowed.</summary>
    public StreamLimits Limits { get; }

    /// <summary>Number of streams.</summary>
    public int Count => _streams.Count;

    /// <summary>The stream of a flow; null: none.</summary>
    public TcpStream? this[FlowKey key] =>
        _streams.TryGetValue(key, out var entry) ? entry.Stream : null;

    /// <summary>A table without streams.</summary>
    public static TcpStreamTable Empty(StreamLimits? limits = null) => new(
        limits ?? StreamLimits.Default,
        ImmutableDictionary<FlowKey, (TcpStream Stream, long Use)>.Empty, 0);

    /// <summary>The table with a flow's stream put, or (null) removed.</summary>
    public TcpStreamTable With(FlowKey key, TcpStream? stream)
    {
        if (stream is null)
        {
            return new(Limits, _streams.Remove(key), _uses);
        }

        var streams = _streams.SetItem(key, (stream, _uses));
        if (streams.Count > Limits.Streams)
        {
            streams = streams.Remove(streams.MinBy(entry => entry.Value.Use).Key);
        }

        return new(Limits, streams, _uses + 1);
    }
}
