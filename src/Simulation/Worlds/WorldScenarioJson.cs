using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds.Json;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Composition.Json;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// A world and what breaks in it as JSON: docs/scenario-json.md. Law: whatever octets come, the
/// answer is a scenario that can stand or one error with its line, its column and its path; and
/// what is written is read as what it was.
/// </summary>
public static class WorldScenarioJson
{
    /// <summary>Octets of the longest text that is read.</summary>
    public const int LengthMax = 1 << 25;

    /// <summary>How deeply objects and lists may be inside each other.</summary>
    public const int DepthMax = 20;

    private static readonly JsonText<WorldScenario> Text =
        new(ScenarioShapes.Scenario, LengthMax, DepthMax);

    /// <summary>Reads a text in UTF-8.</summary>
    /// <param name="utf8">The text; a byte order mark before it is skipped.</param>
    /// <param name="scenario">The world and its faults, checked.</param>
    /// <param name="error">What is wrong, and where.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out WorldScenario? scenario,
        out ConfigTextError error)
    {
        var isRead = Text.TryRead(utf8, Contradicts, out var read, out error);
        scenario = isRead ? read : null;
        return isRead;
    }

    /// <summary>What cannot stand of a scenario, and where; null: all can.</summary>
    public static string? Wrong(WorldScenario scenario)
    {
        // The bounds of each value are those of the text, so what is written is read.
        var text = new ArrayBufferWriter<byte>();
        Write(text, scenario);
        return TryRead(text.WrittenSpan, out _, out var error)
            ? null
            : $"{error.Place.Path}: {error.Message}";
    }

    /// <summary>Where in a text something stands, by its name in an error of
    /// <see cref="PlanCheck"/> or <see cref="FaultNames"/>. The text is one that was read.
    /// </summary>
    public static ConfigTextPlace PlaceOf(ReadOnlySpan<byte> utf8, string name) =>
        Text.PlaceOf(utf8, name);

    /// <summary>Writes a scenario: every field that has a value, defaults too.</summary>
    public static void Write(IBufferWriter<byte> to, WorldScenario scenario) =>
        Text.Write(to, scenario);

    /// <summary>Writes the JSON Schema 2020-12 of such texts.</summary>
    public static void WriteSchema(IBufferWriter<byte> to) => Text.WriteSchema(
        to, "Holdfast scenario", "A world and what breaks in it: docs/scenario-json.md.");

    /// <summary>The tables of all fields, as Markdown.</summary>
    public static string WriteReference() => JsonReference.Of(
        ScenarioShapes.Scenario, ClusterShapes.Cluster, "cluster-member-json.md");

    private static StateMachines.ConfigError? Contradicts(WorldScenario scenario) =>
        PlanCheck.Wrong(scenario.World)?.Inside("World")
        ?? FaultNames.Wrong(scenario.Faults, scenario.World);
}
