using System.Text.Json.Nodes;

namespace Holdfast.Tests.Interop.Oracle;

/// <summary>What our decoder must have behind the layers that tshark names.</summary>
internal enum Remainder
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>One data layer: tshark goes on with a protocol that is not ours.</summary>
    Data,

    /// <summary>At most one data layer.</summary>
    Any,
}

/// <summary>One packet as tshark sees it, in the words of the JSON contract.</summary>
/// <param name="Envelope">The envelope with its layers; only what tshark reports.</param>
/// <param name="Rest">What may follow the layers.</param>
/// <param name="Malformed">The layer that tshark calls malformed, or null.</param>
/// <param name="Cut">Whether the capture holds less than was on the wire.</param>
/// <param name="Unread">Fields that no rule knows.</param>
internal sealed record OraclePacket(
    JsonObject Envelope,
    Remainder Rest,
    string? Malformed,
    bool Cut,
    IReadOnlyCollection<string> Unread)
{
    /// <summary>Its number in the capture.</summary>
    public ulong Number => (ulong)Envelope["packet"]!;

    /// <summary>The layers.</summary>
    public JsonArray Layers => (JsonArray)Envelope["layers"]!;
}
