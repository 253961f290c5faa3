using System.Buffers;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Fuzz.Json;

/// <summary>A world and what breaks in it, docs/scenario-json.md.</summary>
internal sealed class ScenarioTarget : JsonTarget<WorldScenario>
{
    /// <inheritdoc/>
    public override string Name => "scenario-json";

    /// <inheritdoc/>
    public override IReadOnlyList<byte[]> Seeds => _seeds.Value;

    private readonly Lazy<IReadOnlyList<byte[]>> _seeds = new(() =>
    [
        .. Topologies.All.Select(world =>
        {
            var text = new ArrayBufferWriter<byte>();
            WorldScenarioJson.Write(text, new(world, Swarm.Draw(world, 7).Faults));
            return text.WrittenSpan.ToArray();
        }),
    ]);

    private protected override bool TryRead(
        ReadOnlySpan<byte> text, out WorldScenario? value, out ConfigTextError error) =>
        WorldScenarioJson.TryRead(text, out value, out error);

    private protected override void Write(IBufferWriter<byte> to, WorldScenario value) =>
        WorldScenarioJson.Write(to, value);
}
