using System.Buffers.Binary;
using Holdfast.Fuzz.Schemas;
using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Fuzz.Simulator;

/// <summary>
/// Plans of faults in the simulator, with real octets and ciphers: three octets name the world and
/// the swarm that is drawn from, and each further pair takes a fault of it to another time.
/// </summary>
internal sealed class PlansTarget : IFuzzTarget
{
    private const int HeadLength = 3;

    private static readonly RunOptions Options = new() { HasTimeline = false };

    private readonly Lazy<WorldPlan[]> _worlds = new(() =>
        [.. Topologies.All.Where(world => SeededRun.Lacks(world) is null)]);

    /// <inheritdoc/>
    public string Name => "plans";

    /// <inheritdoc/>
    public string Claim => "no plan of faults breaks an invariant of a world, or its run";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Decisions;

    /// <inheritdoc/>
    public int LengthMax => HeadLength + 24;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } = [[0, 0], [0xFF, 0xFF]];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds =>
    [
        .. Enumerable.Range(0, _worlds.Value.Length).Select(
            one => new byte[] { (byte)one, 0, (byte)one, 1, 20, 2, 60, 3, 200 }),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var world = _worlds.Value[input[0] % _worlds.Value.Length];
        var seed = BinaryPrimitives.ReadUInt16BigEndian(input[1..]);
        TimedFault[] faults = [.. Swarm.Draw(world, seed).Faults.Faults];
        for (var at = HeadLength; at + 1 < input.Length && faults.Length > 0; at += 2)
        {
            var which = input[at] % faults.Length;
            var milliseconds = (long)(world.HealAt.TotalMilliseconds * input[at + 1] / 256);
            faults[which] = faults[which] with { At = TimeSpan.FromMilliseconds(milliseconds) };
        }

        var result = SeededRun.Play(
            world, new([.. faults.OrderBy(fault => fault.At)]), seed, Options);
        ClaimBrokenException.Unless(
            result.Violations.Count == 0, "no invariant is broken",
            $"{world.Name}: {string.Join("; ", result.Violations.Take(3))}");
        Reached.Value(result.Measures);
        Reached.Number(result.Events);
        Reached.Digest();
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) => InputShape.OfOctets(input.Length);
}
