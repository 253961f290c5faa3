using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;

namespace Holdfast.Simulation.Scenarios.Streams;

/// <summary>A stream that may come, and what is read of it when it comes in one piece.</summary>
/// <param name="Name">For traces.</param>
/// <param name="Octets">Its octets.</param>
/// <param name="Whole">What is read of so many of its octets at once.</param>
public sealed record Incoming(string Name, Octets Octets, Items<StreamReading> Whole);

/// <summary>What a reader is configured with.</summary>
/// <param name="Streams">The streams that may come.</param>
/// <param name="Step">How it reads on.</param>
public sealed record StreamConfig(Items<Incoming> Streams, StreamStep Step);

/// <summary>A reader of a stream.</summary>
/// <param name="Stream">Which one; -1: none has begun.</param>
/// <param name="Arrived">Octets that have arrived.</param>
/// <param name="Pieces">What was not taken, in the segments in which it came.</param>
/// <param name="Is">What was read.</param>
public sealed record StreamState(
    int Stream, int Arrived, Items<Octets> Pieces, StreamReading Is);

/// <summary>What happens to a reader.</summary>
/// <param name="Stream">The stream that begins; -1: it has begun.</param>
/// <param name="Octets">So many octets of it arrive in one segment.</param>
public readonly record struct StreamInput(int Stream, int Octets);

/// <summary>
/// A TCP stream of IKE and ESP (RFC 9329), read by the shipped reader of frames, cut in segments in
/// every way; and streams of somebody who lies about lengths, or sends something else.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record StreamCuts(string Name)
{
    /// <summary>The most octets of a frame.</summary>
    public const int Largest = 12;

    private static readonly Items<(string Name, string Hex)> Streams =
    [
        ("three messages", Hello + "000a" + "0000000001020304" + "0002" + "0006" + "cafebabe"),
        ("no prefix", "494b45544350".Replace('5', '6') + "0006cafebabe"),
        ("a frame shorter than its length field", Hello + "0006cafebabe" + "0001" + "0006cafebabe"),
        ("a frame of nothing at all", Hello + "0000" + "0006cafebabe"),
        ("a frame too long", Hello + "0006cafebabe" + "ffff" + "0102030405060708090a0b0c0d0e0f"),
    ];

    private const string Hello = "494b45544350";

    /// <summary>How the stream is read on.</summary>
    public StreamStep Step { get; init; } = TcpReading.ReadOn;

    /// <summary>The model.</summary>
    public WorldModel<StreamConfig, StreamState, StreamInput, int> Model()
    {
        Items<Incoming> streams = [.. Streams.Select(one => InOnePiece(one.Name, one.Hex))];
        return new(Name)
        {
            Machine = new(nameof(StreamCuts))
            {
                Initial = static (_, _) => new(-1, 0, [], default),
                Step = static (config, state, _, input) =>
                    new(Take(config, state, input), [], default),
                Deadline = static (_, _) => null,
                Rebase = static (state, _) => state,
                Normalize = static (_, state) => state,
                IsTerminal = static _ => false,
                Tick = default,
                Alphabet = [],
                PhaseOf = static state => state.Is.Fault != DecodeFault.None
                    ? $"{state.Is.Fault}"
                    : string.Create(
                        CultureInfo.InvariantCulture, $"{state.Is.Frames.Count} frames"),
            },
            Members = [new("alice", new(streams, Step))],
            Hear = static (_, _, _) => [],
            Ticks = [default],
            Unit = TimeSpan.FromSeconds(1),
            Faults = new() { Rules = [.. Rules(streams)] },
            Invariants =
            [
                SeamlessStreams.Card.Never<StreamState>((in Look<StreamState> look) =>
                    look[0].Stream < 0 ? 0 : SeamlessStreams.Differences(
                        look[0].Is, streams[look[0].Stream].Whole[look[0].Arrived])),
                BoundedParsing.Card.Always<StreamState>(
                    (in Look<StreamState> look) => look[0].Stream < 0
                        || BoundedParsing.Holds(
                            streams[look[0].Stream].Octets, look[0].Arrived, look[0].Is,
                            TcpReading.Prefix, Largest),
                    static (in Look<StreamState> look) =>
                        look[0].Is.Fault == DecodeFault.None
                            ? look[0].Arrived - look[0].Is.Position
                            : 0),
            ],
            Gauges =
            [
                new("frames", "frames that were read",
                    static (in Look<StreamState> look) => look[0].Is.Frames.Count),
            ],
            NameOfInput = input => input.Stream >= 0
                ? streams[input.Stream].Name
                : string.Create(CultureInfo.InvariantCulture, $"{input.Octets} octets"),
        };
    }

    private static StreamState Take(StreamConfig config, StreamState state, StreamInput input)
    {
        if (input.Stream >= 0)
        {
            return state.Stream < 0 ? state with { Stream = input.Stream } : state;
        }

        if (state.Stream < 0 || state.Is.Fault != DecodeFault.None
            || state.Arrived + input.Octets > config.Streams[state.Stream].Octets.Length
            || input.Octets == 0)
        {
            return state;
        }

        var octets = config.Streams[state.Stream].Octets;
        var pieces = state.Pieces.Add(
            new(octets.Span.Slice(state.Arrived, input.Octets)));
        var read = config.Step(state.Is, pieces, Largest);
        return state with
        {
            Arrived = state.Arrived + input.Octets,
            Pieces = read.Fault != DecodeFault.None
                ? []
                : Behind(pieces, read.Position - state.Is.Position),
            Is = read,
        };
    }

    /// <summary>Segments without so many octets at their front.</summary>
    private static Items<Octets> Behind(Items<Octets> pieces, int taken)
    {
        List<Octets> left = [];
        foreach (var piece in pieces)
        {
            var gone = Math.Min(taken, piece.Length);
            taken -= gone;
            if (gone < piece.Length)
            {
                left.Add(new(piece.Span[gone..]));
            }
        }

        return [.. left];
    }

    private static Incoming InOnePiece(string name, string hex)
    {
        var octets = Octets.FromHex(hex);
        return new(name, octets,
        [
            default,
            .. Enumerable.Range(1, octets.Length).Select(arrived => TcpReading.ReadOn(
                default, [new(octets.Span[..arrived])], Largest)),
        ]);
    }

    private static IEnumerable<FaultRule<StreamInput>> Rules(Items<Incoming> streams)
    {
        for (var stream = 0; stream < streams.Count; stream++)
        {
            yield return On(streams[stream].Name, new(stream, 0));
        }

        var longest = streams.Max(one => one.Octets.Length);
        for (var octets = 1; octets <= longest; octets++)
        {
            yield return On(
                string.Create(CultureInfo.InvariantCulture, $"{octets} octets arrive"),
                new(-1, octets));
        }
    }

    private static FaultRule<StreamInput> On(string name, StreamInput input) => new(name)
    {
        Effects = [new FaultEffect<StreamInput>.Take(0, input)],
    };
}
