using System.Text.Json.Nodes;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>A proof in a capture, and what a decoder with keys said of it.</summary>
/// <param name="Packet">The packet, from 1.</param>
/// <param name="Payload">AUTH or N of IKEv2, HASH or SIG of IKEv1.</param>
/// <param name="Check">The verdict.</param>
/// <param name="Problem">Why it is not good; null: it is.</param>
internal sealed record SeenProof(int Packet, string Payload, string Check, string? Problem)
{
    /// <summary>The proofs in lines of JSON, those inside encrypted payloads too.</summary>
    public static IEnumerable<SeenProof> Of(IReadOnlyList<string> lines) =>
        lines.SelectMany((line, index) => JsonNode.Parse(line)!["layers"]!.AsArray()
            .Where(layer => (string?)layer!["layer"] == "ike")
            .SelectMany(layer => Inside(layer!["payloads"]!.AsArray()))
            .Where(payload => payload.ContainsKey("auth_check"))
            .Select(payload => new SeenProof(
                index + 1, (string)payload["name"]!, (string)payload["auth_check"]!,
                (string?)payload["problem"])));

    private static IEnumerable<JsonObject> Inside(JsonArray payloads) => payloads
        .Select(payload => payload!.AsObject())
        .SelectMany(payload => payload["payloads"] is JsonArray inner
            ? Inside(inner).Prepend(payload)
            : [payload]);
}
