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
/// <param name="Pieces">
/// Segments that what is ready came in; more, and the stream is lost.
/// </param>
public sealed record StreamLimits(
    int Streams = 256, int Ready = 128 * 1024, int Waiting = 256 * 1024, int Segments = 256,
    int Pieces = 4096)
{
    /// <summary>
    /// 256 streams, 128 KiB in order from 4096 segments and 256 KiB in 256 segments behind a gap
    /// in each.
    /// </summary>
    public static StreamLimits Default { get; } = new();
}

/// <summary>
/// The octets of one direction of a TCP connection, put in order (RFC 9293 §3.4: sequence numbers
/// count modulo 2^32): an immutable value. Octets that are in order already are passed over. A
/// segment costs what it holds, however much is ready: pieces are joined once somebody reads them,
/// and a reader who knows how much it needs says so (<see cref="Await"/>).
/// </summary>
/// <param name="Next">The sequence number of the next octet in order.</param>
public sealed record TcpStream(uint Next)
{
    /// <summary>Octets in order that nobody took, in one piece.</summary>
    public ReadOnlyMemory<byte> Ready => Join().Front;

    /// <summary>Number of octets in order that nobody took.</summary>
    public int ReadyOctets => (int)(Received - Taken);

    /// <summary>Whether something is ready, and as much as a reader awaits.</summary>
    public bool HasEnough => Received > Taken && Received >= Awaited;

    /// <summary>Octets behind a gap.</summary>
    public int Waiting { get; private init; }

    /// <summary>Octets that were taken; 0: the first that is ready begins the stream.</summary>
    public long Taken { get; private init; }

    // Octets in order, from the beginning of the stream, as Awaited and the ends of pieces.
    private long Received { get; init; }

    private long Awaited { get; init; }

    // What is ready: the octets that were joined and their origins, then pieces, newest first.
    private ReadOnlyMemory<byte> Front { get; init; }

    private ReadOnlyMemory<Origin> Origins { get; init; }

    private Piece? Newest { get; init; }

    private Items<Segment> Segments { get; init; }

    private readonly record struct Origin(long Name, long End);

    private sealed record Piece(Octets Data, Origin Origin, Piece? Before)
    {
        public int Count { get; } = (Before?.Count ?? 0) + 1;
    }

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
            return Wait(limits, sequence, data, origin);
        }

        var stream = Append(data[-ahead..], origin).Advance();
        return stream.ReadyOctets > limits.Ready
            || stream.Origins.Length + (stream.Newest?.Count ?? 0) > limits.Pieces
                ? null
                : stream;
    }

    /// <summary>The stream whose reader has no use for fewer octets than these.</summary>
    /// <param name="octets">How many have to be ready; 0: any.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are less than none.</exception>
    public TcpStream Await(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        return this with { Awaited = Taken + octets };
    }

    /// <summary>The same stream, with what is ready in one piece.</summary>
    public TcpStream Join()
    {
        if (Newest is null)
        {
            return this;
        }

        var front = new byte[ReadyOctets];
        var origins = new Origin[Origins.Length + Newest.Count];
        Front.CopyTo(front);
        Origins.CopyTo(origins);
        var (octets, count) = (front.Length, origins.Length);
        for (var piece = Newest; piece is not null; piece = piece.Before)
        {
            octets -= piece.Data.Length;
            piece.Data.Span.CopyTo(front.AsSpan(octets));
            origins[--count] = piece.Origin;
        }

        return this with { Front = front, Origins = origins, Newest = null };
    }

    /// <summary>The stream without the first octets that are ready.</summary>
    /// <param name="octets">How many to take.</param>
    /// <param name="origins">Where they came from, in order.</param>
    /// <exception cref="ArgumentOutOfRangeException">So many are not ready.</exception>
    public TcpStream Take(int octets, out Items<long> origins)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(octets);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets, ReadyOctets);
        var stream = Join();
        var taken = Taken + octets;
        var from = new SortedSet<long>();
        var whole = 0;
        foreach (var origin in octets == 0 ? [] : stream.Origins.Span)
        {
            from.Add(origin.Name);
            whole += origin.End <= taken ? 1 : 0;
            if (origin.End >= taken)
            {
                break;
            }
        }

        origins = [.. from];
        return stream with
        {
            Front = stream.Front[octets..],
            Origins = stream.Origins[whole..],
            Taken = taken,
        };
    }

    /// <summary>
    /// Equal by content, however it came, and by what its reader awaits: that decides what happens
    /// with the next segment.
    /// </summary>
    public bool Equals(TcpStream? other)
    {
        if (other is null || (Next, Waiting, Taken, Received, Awaited)
            != (other.Next, other.Waiting, other.Taken, other.Received, other.Awaited))
        {
            return false;
        }

        var (left, right) = (Join(), other.Join());
        return left.Front.Span.SequenceEqual(right.Front.Span)
            && left.Origins.Span.SequenceEqual(right.Origins.Span)
            && Segments == other.Segments;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Next, Waiting, Taken, Received);

    private TcpStream Append(ReadOnlySpan<byte> data, long origin)
    {
        var received = Received + data.Length;
        return this with
        {
            Next = Next + (uint)data.Length,
            Received = received,
            Newest = new Piece(new Octets(data), new Origin(origin, received), Newest),
        };
    }

    private TcpStream? Wait(
        StreamLimits limits, uint sequence, ReadOnlySpan<byte> data, long origin)
    {
        var waiting = Waiting + data.Length;
        if (waiting > limits.Waiting || Segments.Count >= limits.Segments)
        {
            return null;
        }

        var at = 0;
        while (at < Segments.Count
            && (int)(Segments[at].Sequence - Next) <= (int)(sequence - Next))
        {
            at++;
        }

        var segment = new Segment(sequence, new Octets(data), origin);
        return this with
        {
            Waiting = waiting,
            Segments = [.. Segments.Span[..at], segment, .. Segments.Span[at..]],
        };
    }

    // What waited and is now in order, or was overtaken.
    private TcpStream Advance()
    {
        var (stream, waiting, at) = (this, Waiting, 0);
        while (at < Segments.Count
            && (int)(stream.Next - Segments[at].Sequence) is >= 0 and var behind)
        {
            var segment = Segments[at++];
            waiting -= segment.Data.Length;
            if (behind < segment.Data.Length)
            {
                stream = stream.Append(segment.Data.Span[behind..], segment.Origin);
            }
        }

        return at == 0
            ? stream
            : stream with { Waiting = waiting, Segments = [.. Segments.Span[at..]] };
    }
}
