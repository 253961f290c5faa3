using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Campaigns;

/// <summary>Draws one fault of a kind, and what belongs to it.</summary>
/// <param name="draw">The world, the time and the chance.</param>
internal delegate Items<TimedFault> DrawFault(FaultDraw draw);

/// <summary>A kind of fault that a seed may turn on.</summary>
/// <param name="Name">In kebab case.</param>
/// <param name="IsThere">Whether a world has what it breaks.</param>
/// <param name="Draw">Draws one.</param>
internal sealed record SwarmKind(string Name, Func<WorldPlan, bool> IsThere, DrawFault Draw);

/// <summary>What a fault is drawn from.</summary>
internal sealed class FaultDraw(WorldPlan world, TimeSpan at, Chance chance)
{
    private Chance _chance = chance;

    public WorldPlan World => world;

    /// <summary>When it happens.</summary>
    public TimeSpan At => at;

    /// <summary>The source as it is after what was drawn.</summary>
    public Chance Rest => _chance;

    /// <summary>One of several.</summary>
    public T One<T>(Items<T> of) => of[(int)_chance.Below((ulong)of.Count)];

    /// <summary>A number between two, both included.</summary>
    public int Between(int least, int most) =>
        least + (int)_chance.Below((ulong)(most - least) + 1);

    /// <summary>Whole milliseconds between two times.</summary>
    public TimeSpan Between(TimeSpan least, TimeSpan most) => TimeSpan.FromMilliseconds(
        (long)least.TotalMilliseconds
        + (long)_chance.Below((ulong)(most - least).TotalMilliseconds + 1));

    /// <summary>Whether something happens, so many times of a hundred.</summary>
    public bool Percent(int percent) => _chance.Below(100) < (ulong)percent;

    /// <summary>A member, by its name.</summary>
    public string Member() => One<string>([.. world.Members.Select(one => one.Name)]);

    /// <summary>A peer, by its name.</summary>
    public string Peer() => One<string>([.. world.Peers.Select(one => one.Name)]);

    /// <summary>A link.</summary>
    public LinkName Link() => One<LinkName>([.. world.Links.Select(one => one.Name)]);

    /// <summary>A segment of members.</summary>
    public string Segment() => One<string>(
    [
        .. world.Segments.Select(one => one.Name).Where(segment =>
            world.Members.Any(member => world.SegmentsOf(member.Name).Contains(segment))),
    ]);

    /// <summary>The fault, at its time.</summary>
    public Items<TimedFault> Now(Fault fault) => [new(at, fault)];

    /// <summary>The fault, and later what ends it; where that is behind the healing, without it.
    /// </summary>
    public Items<TimedFault> Until(Fault fault, Fault end, int percent = 75)
    {
        var ends = at + Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(15));
        return Percent(percent) && ends < world.HealAt
            ? [new(at, fault), new(ends, end)]
            : Now(fault);
    }

    /// <summary>Some messages.</summary>
    public MessageChoice Messages()
    {
        var kinds = Enum.GetValues<MessageKind>();
        return new()
        {
            Kind = One<MessageKind>([.. kinds]),
            From = Percent(50) ? Member() : null,
            ChancePpm = Percent(50) ? 1_000_000 : Between(10_000, 500_000),
            Count = Between(1, 20),
            For = Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(10)),
        };
    }
}
