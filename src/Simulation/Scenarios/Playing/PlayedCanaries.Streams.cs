using Holdfast.Codec;
using Holdfast.Simulation.Checkers.Canaries;
using Holdfast.Simulation.Scenarios.Streams;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <content>Members that read a connection in another way.</content>
public static partial class PlayedCanaries
{
    // More than a packet has, and less than a length can say.
    private const int LargestFrame = 4_000;

    private static PlayedShell? OfStreams(string canary) => canary switch
    {
        "SegmentIsFrame" => Reading(StreamCanaries.SegmentIsFrame, lie: ""),
        "ShortPieceDropped" => Reading(StreamCanaries.ShortPieceDropped, lie: ""),
        "LengthBelieved" => Reading(StreamCanaries.LengthBelieved, lie: "8000"),
        "EmptyFrameTaken" => Reading(StreamCanaries.EmptyFrameTaken, lie: "0000"),
        _ => null,
    };

    private static PlayedShell Reading(StreamStep step, string lie) => new()
    {
        Options = new()
        {
            Streams = step,
            LargestFrame = LargestFrame,
            Lie = Octets.FromHex(lie),
        },
        Right = new() { LargestFrame = LargestFrame, Lie = Octets.FromHex(lie) },
        Beside = static () => new StreamWitness(),
    };
}
