using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Holdfast.StateMachines.Composition.Json;

namespace Holdfast.StateMachines.Composition;

/// <summary>
/// The configuration of a member as JSON: docs/cluster-member-json.md. Law: whatever octets come,
/// the answer is a configuration or one error with its line, its column and its path; and what is
/// written is read as what it was.
/// </summary>
public static class ClusterMemberJson
{
    /// <summary>Octets of the longest text that is read.</summary>
    public const int LengthMax = 1 << 25;

    /// <summary>How deeply objects and lists may be inside each other.</summary>
    public const int DepthMax = 12;

    private static readonly JsonText<ClusterMemberConfig.Settings> Text =
        new(ClusterShapes.Cluster, LengthMax, DepthMax);

    /// <summary>Reads a text in UTF-8.</summary>
    /// <param name="utf8">The text; a byte order mark before it is skipped.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="error">What is wrong, and where.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ClusterMemberConfig? config,
        out ConfigTextError error)
    {
        ClusterMemberConfig? made = null;
        var isRead = Text.TryRead(
            utf8,
            settings => ClusterMemberConfig.TryCreate(settings, out made, out var wrong)
                ? null
                : wrong,
            out _, out error);
        config = isRead ? made : null;
        return config is not null;
    }

    /// <summary>
    /// Where in a text a setting stands, by its name in a <see cref="ConfigError"/>; where it is
    /// absent, what would have it. The text is one that was read.
    /// </summary>
    public static ConfigTextPlace PlaceOf(ReadOnlySpan<byte> utf8, string name) =>
        Text.PlaceOf(utf8, name);

    /// <summary>Writes a configuration: every field that has a value, defaults too.</summary>
    /// <remarks>
    /// A password of HSRP is written as well: on the wire it is clear text anyway, RFC 2281 §5.1.
    /// </remarks>
    public static void Write(IBufferWriter<byte> to, ClusterMemberConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        Text.Write(to, config.Set);
    }

    /// <summary>Writes the JSON Schema 2020-12 of such texts.</summary>
    public static void WriteSchema(IBufferWriter<byte> to) => Text.WriteSchema(
        to, "Holdfast member of a cluster",
        "The configuration of a member: docs/cluster-member-json.md.");

    /// <summary>The tables of all fields, as Markdown.</summary>
    public static string WriteReference() => JsonReference.Of(ClusterShapes.Cluster);
}
