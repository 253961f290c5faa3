using Holdfast.Fuzz.Schemas;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Schedules;

namespace Holdfast.Fuzz.Schedules;

/// <summary>
/// Schedules of faults in the explorer's models: the first octet names the scenario, each further
/// one is a choice at an event boundary. More faults and later ones than whoever runs all of them
/// has the time for.
/// </summary>
internal sealed class SchedulesTarget : IFuzzTarget
{
    private static readonly ScheduleBounds Bounds = new() { Faults = 12, Units = 60, Settle = 20 };

    private readonly Lazy<(string Name, Func<Func<int, int>, ScheduleEnd> Play)[]> _players =
        new(MakePlayers);

    /// <inheritdoc/>
    public string Name => "schedules";

    /// <inheritdoc/>
    public string Claim =>
        "no schedule of faults breaks an invariant of a scenario that is held to be good, and "
        + "after each of them it heals";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Decisions;

    /// <inheritdoc/>
    public int LengthMax => 256;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } = [[0, 0, 0, 0, 0, 0, 0, 0], [1, 1], [255]];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds =>
    [
        .. Enumerable.Range(0, _players.Value.Length)
            .Select(one => (byte[])[(byte)one, 1, 2, 3, 5, 8, 13, 21]),
    ];

    /// <summary>The scenario that an input names.</summary>
    public string ScenarioOf(ReadOnlySpan<byte> input) =>
        _players.Value[input[0] % _players.Value.Length].Name;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var (name, play) = _players.Value[input[0] % _players.Value.Length];
        var choices = input.ToArray();
        var at = 0;
        var end = play(count =>
        {
            Reached.Number(count);
            return ++at < choices.Length ? choices[at] % count : 0;
        });
        ClaimBrokenException.Unless(
            end.Broken == 0, "no invariant is broken", $"{name}: {end.Broken:x}");
        ClaimBrokenException.Unless(
            end.Heals.All(heals => heals is not null), "it heals", name);
        Reached.Value(end);
        Reached.Digest();
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) => InputShape.OfOctets(input.Length);

    private static (string Name, Func<Func<int, int>, ScheduleEnd> Play)[] MakePlayers() =>
    [
        .. Catalogue.All.Where(one => one.IsScheduled).Select(one => (
            one.Name,
            one.Build(one.Scheduled(Bounds.Faults)).SchedulePlayer(Bounds))),
    ];
}
