using System.Buffers.Text;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Protocol.Ike;

namespace Holdfast.Cli.Keys;

/// <summary>Algorithms by their name in the IKEv2 registries, or by their number there.</summary>
internal static class AlgorithmNames
{
    /// <summary>An encryption algorithm, transform type 1.</summary>
    public static EncryptionAlgorithm Encryption(JsonPlace place) =>
        new(Number(place, EncryptionAlgorithm.Entries, "encryption algorithm"));

    /// <summary>An integrity algorithm, transform type 3.</summary>
    public static IntegrityAlgorithm Integrity(JsonPlace place) =>
        new(Number(place, IntegrityAlgorithm.Entries, "integrity algorithm"));

    /// <summary>A pseudorandom function, transform type 2.</summary>
    public static PseudorandomFunction Prf(JsonPlace place) =>
        new(Number(place, PseudorandomFunction.Entries, "pseudorandom function"));

    // What stands there is not told: somebody may have put a key into the wrong line.
    private static ushort Number(JsonPlace place, Items<RegistryEntry> registry, string kind)
    {
        var text = place.Text.Span;
        if (place.Kind == JsonTokenType.Number
            && Utf8Parser.TryParse(text, out ushort number, out var used) && used == text.Length)
        {
            return number;
        }

        if (place.Kind == JsonTokenType.String)
        {
            foreach (var entry in registry.Span)
            {
                if (System.Text.Ascii.EqualsIgnoreCase(text, entry.Label))
                {
                    return (ushort)entry.Value;
                }
            }
        }

        throw place.Wrong(
            $"this is no {kind}: a name of the IKEv2 registry such as "
            + $"{registry.Span[^1].Label} is needed, or its number");
    }
}
