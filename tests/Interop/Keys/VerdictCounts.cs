using System.Text.Json.Nodes;

namespace Holdfast.Tests.Interop.Keys;

/// <summary>What a decoder with keys said of a whole capture.</summary>
/// <param name="Messages">Encrypted messages of IKEv2.</param>
/// <param name="GoodMessages">Those whose ICV is good.</param>
/// <param name="OpenMessages">Encrypted messages of IKEv1 that opened.</param>
/// <param name="ClosedMessages">Those that did not.</param>
/// <param name="GoodHashes">Those that opened with a good HASH.</param>
/// <param name="Packets">Packets of ESP and AH.</param>
/// <param name="GoodPackets">Those whose ICV is good.</param>
internal sealed record VerdictCounts(
    int Messages, int GoodMessages, int OpenMessages, int ClosedMessages, int GoodHashes,
    int Packets, int GoodPackets)
{
    /// <summary>Counts the verdicts in lines of JSON.</summary>
    public static VerdictCounts Of(IEnumerable<string> lines)
    {
        var layers = lines.SelectMany(line => JsonNode.Parse(line)!["layers"]!.AsArray())
            .Select(layer => layer!.AsObject())
            .Where(layer => layer.ContainsKey("icv_check"))
            .ToArray();
        var version2 = layers.Where(layer => Is(layer, "2.0")).ToArray();
        var version1 = layers.Where(layer => Is(layer, "1.0")).ToArray();
        var packets = layers.Where(layer => (string?)layer["layer"] is "esp" or "ah").ToArray();
        return new(
            version2.Length, version2.Count(IsGood),
            version1.Count(layer => (bool)layer["decrypted"]!),
            version1.Count(layer => !(bool)layer["decrypted"]!), version1.Count(IsGood),
            packets.Length, packets.Count(IsGood));
    }

    private static bool Is(JsonObject layer, string version) =>
        (string?)layer["layer"] == "ike" && (string?)layer["version"] == version;

    private static bool IsGood(JsonObject layer) => (string?)layer["icv_check"] == "good";
}
