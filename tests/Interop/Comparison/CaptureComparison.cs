using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Oracle;

namespace Holdfast.Tests.Interop.Comparison;

/// <summary>The outcome for one capture.</summary>
/// <param name="Capture">The capture.</param>
/// <param name="Packets">How many packets tshark sees.</param>
/// <param name="Compared">How many values were compared.</param>
/// <param name="Unexplained">The differences that nobody intended.</param>
/// <param name="Used">The intended differences that occurred.</param>
internal sealed record CaptureComparison(
    CaptureFile Capture,
    int Packets,
    int Compared,
    IReadOnlyList<Difference> Unexplained,
    IReadOnlySet<DeliberateDifference> Used)
{
    // A capture is compared once in a run: for its own test and for the test of stale entries.
    private static readonly ConcurrentDictionary<string, Lazy<CaptureComparison>> Done = new();

    /// <summary>Compares all packets of a capture, once.</summary>
    public static CaptureComparison Of(CaptureFile capture) =>
        Done.GetOrAdd(capture.Name, _ => new(() => Compare(capture))).Value;

    private static CaptureComparison Compare(CaptureFile capture)
    {
        var unexplained = new List<Difference>();
        var used = new HashSet<DeliberateDifference>();
        var decoded = Decoder.Decode(capture);
        var (packets, compared) = (0, 0);
        foreach (var element in Tshark.Packets(capture.Path, capture.Profile))
        {
            var oracle = PacketReader.Read(element);
            if (packets >= decoded.Lines.Count)
            {
                unexplained.Add(new(oracle.Number, "packet", "a packet", "no more lines"));
                break;
            }

            var ours = (JsonObject)JsonNode.Parse(decoded.Lines[packets++])!;
            var comparison = PacketComparison.Of(oracle, ours);
            compared += comparison.Compared;
            foreach (var difference in comparison.Differences)
            {
                if (DeliberateDifference.For(capture, difference) is { } deliberate)
                    used.Add(deliberate);
                else
                    unexplained.Add(difference);
            }
        }

        if (packets < decoded.Lines.Count)
            unexplained.Add(new((ulong)packets + 1, "packet", "no packet", "a line"));
        return new(capture, packets, compared, unexplained, used);
    }
}
