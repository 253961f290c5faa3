using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Properties.StateMachines.Composition;

namespace Holdfast.Tests.Properties.Simulation.Worlds;

/// <summary>Worlds and their faults as text.</summary>
public sealed class WorldTextLaws()
    : JsonTextLaws<WorldScenario>(
        JsonNode.Parse(Written(WorldScenarioJson.WriteSchema))!, WorldDocuments.Whole())
{
    private protected override int ValidMin => 40;

    private protected override bool TryRead(
        ReadOnlySpan<byte> text, [NotNullWhen(true)] out WorldScenario? value,
        out ConfigTextError error) => WorldScenarioJson.TryRead(text, out value, out error);

    private protected override void Write(IBufferWriter<byte> to, WorldScenario value) =>
        WorldScenarioJson.Write(to, value);
}
