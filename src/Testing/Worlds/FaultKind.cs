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
    public string Anybody() => choices.Of(Everybody);

    /// <summary>A segment.</summary>
    public string Segment() => Named(world.Segments, one => one.Name);

    /// <summary>A segment of several members, and a part of them.</summary>
    public (string Segment, string[] Apart) Side()
    {
        var segment = choices.Of(Shared(world));
        var members = On(world, segment);
        return (segment, members[..(1 + choices.Below(members.Length - 1))]);
    }

    /// <summary>The segments of several members.</summary>
    public static string[] Shared(WorldPlan world) =>
    [
        .. world.Members.SelectMany(one => world.SegmentsOf(one.Name)).Distinct()
            .Where(on => On(world, on).Length > 1),
    ];

    private static string[] On(WorldPlan world, string segment) =>
    [
        .. world.Members.Select(one => one.Name)
            .Where(name => world.SegmentsOf(name).Contains(segment)),
    ];

    /// <summary>A gateway.</summary>
    public string Gateway() => Named(world.Gateways, one => one.Name);

    /// <summary>A link.</summary>
    public LinkName Link() => choices.Of<LinkName>([.. world.Links.Select(one => one.Name)]);

    /// <summary>A way out of a member.</summary>
    public (string Member, string Segment) Access()
    {
        var member = choices.Of<MemberPlan>(
            [.. world.Members.Where(one => Out(world, one).Length > 0)]);
        return (member.Name, choices.Of(Out(world, member)));
    }

    /// <summary>The ways out of a member: its access links, else where its first gateway is; empty:
    /// it has none.</summary>
    public static string[] Out(WorldPlan world, MemberPlan member) => member.Access.Count > 0
        ? [.. member.Access]
        :
        [
            .. world.Gateways.Where(one => one.Members.Contains(member.Name))
                .Select(one => one.Front).Take(1),
        ];

    /// <summary>A time of milliseconds, the shortest one first.</summary>
    public TimeSpan Time(int leastMs, int mostMs) => choices.Between(
        TimeSpan.FromMilliseconds(leastMs), TimeSpan.FromMilliseconds(mostMs + 1));

    /// <summary>A number of [least, most].</summary>
    public int Number(int least, int most) => least + choices.Below(most - least + 1);

    /// <summary>One of an enumeration, the first one first.</summary>
    public T Word<T>()
        where T : struct, Enum => choices.Of(Enum.GetValues<T>());

    /// <summary>Some messages: one number for each field, so that a part holds any fault.</summary>
    public MessageChoice Messages() => new()
    {
        Kind = Word<MessageKind>(),
        From = Perhaps(40, Everybody),
        To = Perhaps(20, Everybody),
        On = Perhaps(20, [.. world.Segments.Select(one => one.Name)]),
        LargerThan = choices.Of([.. Enumerable.Repeat(0, 27), 100, 500, 1_200]),
        ChancePpm = choices.Of([1_000_000, 500_000, 100_000, 10_000]),
        Count = Number(1, 20),
        For = Time(100, 10_000),
    };

    private string[] Everybody =>
    [
        .. world.Members.Select(one => one.Name), .. world.Peers.Select(one => one.Name),
    ];

    /// <summary>One of some in so many of a hundred cases, by one number; null in the others.
    /// </summary>
    private string? Perhaps(int percent, string[] names)
    {
        var none = names.Length * (100 - percent) / percent;
        var at = choices.Below(none + names.Length) - none;
        return at < 0 ? null : names[at];
    }

    private string Named<T>(IReadOnlyList<T> all, Func<T, string> name) => name(choices.Of(all));
}
