using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Worlds;

/// <summary>A kind of fault.</summary>
/// <param name="IsThere">Whether a world has what it breaks.</param>
/// <param name="Draw">Draws one, and what mends it; null: nothing does.</param>
internal sealed record FaultKind(
    Func<WorldPlan, bool> IsThere, Func<FaultTargets, (Fault Fault, Fault? Mends)> Draw);

/// <summary>Whom and what a fault hits.</summary>
internal sealed class FaultTargets(Choices choices, WorldPlan world)
{
    /// <summary>What everything is drawn by.</summary>
    public Choices By => choices;

    /// <summary>A member.</summary>
    public string Member() => Named(world.Members, one => one.Name);

    /// <summary>A peer, or one of the spokes.</summary>
    public string Peer() => choices.Of<string>(
    [
        .. world.Peers.Select(one => one.Name), .. world.Spokes.SelectMany(one => one.Names),
    ]);

    /// <summary>A peer of which something is true.</summary>
    public string Peer(Func<PeerPlan, bool> which) =>
        choices.Of<string>([.. world.Peers.Where(which).Select(one => one.Name)]);

    /// <summary>A member or a peer; a member first.</summary>
    public string Anybody() => choices.Of<string>(
    [
        .. world.Members.Select(one => one.Name), .. world.Peers.Select(one => one.Name),
    ]);

    /// <summary>A segment.</summary>
    public string Segment() => Named(world.Segments, one => one.Name);

    /// <summary>A segment of members, and a part of them.</summary>
    public (string Segment, string[] Apart) Side()
    {
        var segment = choices.Of<string>(
        [
            .. world.SegmentsOf(world.Members[0].Name)
                .Where(on => Members(on).Length > 1),
        ]);
        var members = Members(segment);
        return (segment, members[..(1 + choices.Below(members.Length - 1))]);

        string[] Members(string on) =>
        [
            .. world.Members.Select(one => one.Name)
                .Where(name => world.SegmentsOf(name).Contains(on)),
        ];
    }

    /// <summary>A gateway.</summary>
    public string Gateway() => Named(world.Gateways, one => one.Name);

    /// <summary>A link.</summary>
    public LinkName Link() => choices.Of<LinkName>([.. world.Links.Select(one => one.Name)]);

    /// <summary>A way out of a member.</summary>
    public (string Member, string Segment) Access()
    {
        var member = choices.Of<MemberPlan>([.. world.Members]);
        return (member.Name, choices.Of<string>(member.Access.Count > 0
            ? [.. member.Access]
            :
            [
                world.Gateways.First(one => one.Members.Contains(member.Name)).Front,
            ]));
    }

    /// <summary>A time of milliseconds, the shortest one first.</summary>
    public TimeSpan Time(int leastMs, int mostMs) => choices.Between(
        TimeSpan.FromMilliseconds(leastMs), TimeSpan.FromMilliseconds(mostMs + 1));

    /// <summary>A number of [least, most].</summary>
    public int Number(int least, int most) => least + choices.Below(most - least + 1);

    /// <summary>One of an enumeration, the first one first.</summary>
    public T Word<T>()
        where T : struct, Enum => choices.Of(Enum.GetValues<T>());

    /// <summary>Some messages.</summary>
    public MessageChoice Messages() => new()
    {
        Kind = Word<MessageKind>(),
        From = choices.Chance(40) ? Anybody() : null,
        To = choices.Chance(20) ? Anybody() : null,
        On = choices.Chance(20) ? Segment() : null,
        LargerThan = choices.Chance(10) ? choices.Of([100, 500, 1_200]) : 0,
        ChancePpm = choices.Of([1_000_000, 500_000, 100_000, 10_000]),
        Count = Number(1, 20),
        For = Time(100, 10_000),
    };

    private string Named<T>(IReadOnlyList<T> all, Func<T, string> name) => name(choices.Of(all));
}
