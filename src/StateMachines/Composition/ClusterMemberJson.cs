using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Holdfast.Codec;
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

    /// <summary>For files and terminals, not for pages of the web: letters are no escapes.
    /// </summary>
    private static JsonWriterOptions Indented => new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads a text in UTF-8.</summary>
    /// <param name="utf8">The text; a byte order mark before it is skipped.</param>
    /// <param name="config">The configuration.</param>
    /// <param name="error">What is wrong, and where.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ClusterMemberConfig? config,
        out ConfigTextError error)
    {
        config = null;
        error = default;
        var text = WithoutMark(utf8);
        var failure = Unreadable(text);
        if (failure is null && JsonPlace.Parse(text, DepthMax, out failure) is { } root
            && ClusterShapes.Cluster.TryRead(root, out var settings, out failure)
            && !ClusterMemberConfig.TryCreate(settings, out config, out var wrong))
        {
            failure = root.Find(JsonName.Steps(wrong.Name)).Fails(
                ConfigTextFault.Contradiction, wrong.ToString());
        }

        if (failure is null)
        {
            return config is not null;
        }

        error = failure.In(text);
        return false;
    }

    /// <summary>
    /// Where in a text a setting stands, by its name in a <see cref="ConfigError"/>; where it is
    /// absent, what would have it. The text is one that was read.
    /// </summary>
    public static ConfigTextPlace PlaceOf(ReadOnlySpan<byte> utf8, string name)
    {
        var text = WithoutMark(utf8);
        return JsonPlace.Parse(text, DepthMax, out _)?.Find(JsonName.Steps(name)) is { } place
            ? JsonFailure.PlaceOf(text, place.Offset, place.Path)
            : new(1, 1, "$");
    }

    /// <summary>Writes a configuration: every field that has a value, defaults too.</summary>
    /// <remarks>
    /// A password of HSRP is written as well: on the wire it is clear text anyway, RFC 2281 §5.1.
    /// </remarks>
    public static void Write(IBufferWriter<byte> to, ClusterMemberConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        using var writer = new Utf8JsonWriter(to, Indented);
        ClusterShapes.Cluster.Write(writer, config.Set);
    }

    /// <summary>Writes the JSON Schema 2020-12 of such texts.</summary>
    public static void WriteSchema(IBufferWriter<byte> to)
    {
        using var writer = new Utf8JsonWriter(to, Indented);
        writer.WriteStartObject();
        writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
        writer.WriteString("title", "Holdfast member of a cluster");
        writer.WriteString(
            "description", "The configuration of a member: docs/cluster-member-json.md.");
        ClusterShapes.Cluster.Define(writer, isRoot: true);
        writer.WriteStartObject("$defs");
        foreach (var shape in JsonReference.Objects(ClusterShapes.Cluster).Skip(1))
        {
            writer.WriteStartObject(shape.Name);
            shape.Define(writer, isRoot: false);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>The tables of all fields, as Markdown.</summary>
    public static string WriteReference() => JsonReference.Of(ClusterShapes.Cluster);

    private static JsonFailure? Unreadable(ReadOnlySpan<byte> text)
    {
        if (text.Length > LengthMax)
        {
            return new(ConfigTextFault.TooLong, 0, "$", $"at most {LengthMax} octets are read");
        }

        if (Utf8.IsValid(text))
        {
            return null;
        }

        var valid = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[valid..], out _, out var length)
            == OperationStatus.Done)
        {
            valid += length;
        }

        return new(ConfigTextFault.Syntax, valid, "$", "text in UTF-8 is needed");
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
}
