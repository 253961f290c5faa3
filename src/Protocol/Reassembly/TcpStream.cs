using System.Collections.Immutable;
using Holdfast.Codec;

namespace Holdfast.Protocol.Reassembly;

/// <summary>One direction of a TCP connection.</summary>
/// <param name="Source">The sender's address; an IPv4 address in the low 32 bits.</param>
/// <param name="Destination">The receiver's address.</param>
/// <param name="SourcePort">The sender's port.</param>
/// <param name="DestinationPort">The receiver's port.</param>
public readonly record struct FlowKey(
    UInt128 Source, UInt128 Destination, ushort SourcePort, ushort DestinationPort);

/// <summary>How much a stream, and a table of streams, may hold.</summary>
/// <param name="Streams">Streams; the one unused for longest gives way.</param>
/// <param name="Ready">Octets in order that nobody took; more, and the stream is lost.</param>
/// <param name="Waiting">Octets behind a gap; more, and the stream is lost.</param>
/// <param name="Segments">Segments behind a gap; more, and the stream is lost.</param>
public sealed record StreamLimits(
    int Streams = 256, int Ready = 128 * 1024, int Waiting = 256 * 1024, int Segments = 256)
{
    /// <summary>
    /// 256 streams, 128 KiB in order and 256 KiB in 256 segments behind a gap in each.
    /// </summary>
    public static StreamLimits Default { get; } = new();
}

/// <summary>
/// The octets of one direction of a TCP connection, put in order (RFC 9293 §3.4: sequence numbers
/// count modulo 2^32): an immutable value. Octets that are in order already are passed over.
/// </summary>
/// <param name="Next">The sequence number of the next octet in order.</param>
public sealed record TcpStream(uint Next)
{
    /// <summary>Octets in order that nobody took.</summary>
    public Octets Ready { get; private init; }

    /// <summary>Octets behind a gap.</summary>
    public int Waiting { get; private init; }

    /// <summary>Octets that were taken; 0: the first that is ready begins the stream.</summary>
    public long Taken { get; private init; }

    private Items<Run> Runs { get; init; }

    private Items<Segment> Segments { get; init; }

    // So many octets of Ready came from there.
    private readonly record struct Run(long Origin, int Octets);

    private sealed record Segment(uint Sequence, Octets Data, long Origin);

    /// <summary>
    /// The stream with one more segment; null if it is lost: more waits than is allowed.
    /// </summary>
    /// <param name="limits">What is allowed.</param>
    /// <param name="sequence">The sequence number of the first octet.</param>
    /// <param name="data">The octets.</param>
    /// <param name="origin">The caller's name for where they came from: a packet's number.</param>
    public TcpStream? Add(StreamLimits limits, uint sequence, ReadOnlySpan<byte> data, long origin)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var ahead = (int)(sequence - Next);
        if (data.IsEmpty || ahead + (long)data.Length <= 0)
        {
            return this;
        }

        if (ahead > 0)
        {
            return Wait(limits, new Segment(sequence, new Octets(data), origin));
        }

        var stream = Append(data[-ahead..], origin).Advance();
        return stream.Ready.Length > limits.Ready ? null : stream;
    }

    /// <summary>The stream without the first octets that are ready.</summary>
    /// <param name="octets">How many to take.</param>
    /// <param name="origins">Where they came from, in order.</param>
    public TcpStream Take(int octets, out Items<long> origins)
    {
        var from = new SortedSet<long>();
        var left = octets;
        var index = 0;
        while (left > 0)
        {
            var run = Runs[index];
            from.Add(run.Origin);
            if (run.Octets > left)
            {
                break;
            }

            left -= run.Octets;
            index++;
        }

        origins = [.. from];
        Items<Run> rest = [.. Runs.Span[index..]];
        return this with
        {
            Ready = new Octets(Ready.Span[octets..]),
            Taken = Taken + octets,
            Runs = left == 0 ? rest : rest.With(0, rest[0] with { Octets = rest[0].Octets - left }),
        };
    }

    private TcpStream Append(ReadOnlySpan<byte> data, long origin) => this with
    {
        Next = Next + (uint)data.Length,
        Ready = new Octets([.. Ready.Span, .. data]),
        Runs = Runs.Add(new Run(origin, data.Length)),
    };

    private TcpStream? Wait(StreamLimits limits, Segment segment)
    {
        var at = 0;
        while (at < Segments.Count
            && (int)(Segments[at].Sequence - Next) <= (int)(segment.Sequence - Next))
        {
            at++;
        }

        var waiting = Waiting + segment.Data.Length;
        return waiting > limits.Waiting || Segments.Count >= limits.Segments
            ? null
            : this with
            {
                Waiting = waiting,
                Segments = [.. Segments.Span[..at], segment, .. Segments.Span[at..]],
            };
    }

    // What waited and is now in order, or was overtaken.
    private TcpStream Advance()
    {
        var stream = this;
        while (stream.Segments.Count > 0
            && (int)(stream.Next - stream.Segments[0].Sequence) is >= 0 and var behind)
        {
            var segment = stream.Segments[0];
            stream = stream with
            {
                Segments = [.. stream.Segments.Span[1..]],
                Waiting = stream.Waiting - segment.Data.Length,
            };
            if (behind < segment.Data.Length)
            {
                stream = stream.Append(segment.Data.Span[behind..], segment.Origin);
            }
        }

        return stream;
    }
}

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
