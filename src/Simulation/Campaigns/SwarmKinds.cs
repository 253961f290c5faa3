using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Simulation.Campaigns;

/// <summary>The kinds of faults that seeds turn on and off.</summary>
internal static class SwarmKinds
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(12);

    /// <summary>All of them.</summary>
    public static Items<SwarmKind> All { get; } =
    [
        .. Parties, .. Ways, .. Messages, .. Times, .. Wishes, .. Attacks,
    ];

    private static Items<SwarmKind> Parties =>
    [
        new("crash", HasMembers, static draw =>
        {
            var who = draw.Member();
            return draw.Until(new Fault.Crash(who), new Fault.Restart(who));
        }),
        new("store", HasMembers, static draw =>
        {
            var who = draw.Member();
            return draw.Until(
                new Fault.Crash(who),
                new Fault.Restart(who, draw.Percent(50) ? KeptStore.Lost : KeptStore.Older));
        }),
        new("crash-point", HasMembers, static draw =>
        {
            var who = draw.Member();
            return draw.Until(
                new Fault.CrashAt(
                    who, draw.One<CrashPoint>([.. Enum.GetValues<CrashPoint>()]),
                    draw.Percent(50) ? MessageKind.Sync : MessageKind.Ike),
                new Fault.Restart(who));
        }),
        new("peer-crash", HasPeers, static draw =>
        {
            var who = draw.Peer();
            return draw.Until(new Fault.Crash(who), new Fault.Restart(who));
        }),
    ];

    private static Items<SwarmKind> Ways =>
    [
        new("link-down", HasMembers, static draw =>
        {
            var link = draw.Link();
            return draw.Until(new Fault.LinkDown(link), new Fault.LinkUp(link));
        }),
        new("link-loses", HasMembers, static draw =>
        {
            var link = draw.Link();
            return draw.Until(
                new Fault.LinkLoses(link, draw.One<LinkWay>([.. Enum.GetValues<LinkWay>()])),
                new Fault.LinkUp(link));
        }),
        new("link-flaps", HasMembers, static draw => draw.Now(new Fault.LinkFlaps(
            draw.Link(), draw.Between(Short, Long / 4), draw.Between(Short, Long / 4),
            draw.Between(1, 5)))),
        new("partition", static world => world.Members.Count > 1, static draw =>
        {
            var segment = draw.Segment();
            var apart = draw.Member();
            return draw.World.SegmentsOf(apart).Contains(segment)
                ? draw.Until(
                    new Fault.Partition(segment, [apart]), new Fault.Rejoin(segment))
                : [];
        }),
        new("sync-cut", static world => world.Sync is not null, static draw =>
            draw.Now(new Fault.SyncCut(draw.Between(Short, Long)))),
        new("sync-slow", static world => world.Sync is not null, static draw =>
            draw.Now(new Fault.SyncSlow(
                draw.Between(Short / 10, Short * 20), draw.Between(Short, Long)))),
        new("reroute", static world => world.Peers.Count > 0 && world.Members.Count > 1,
            static draw =>
            {
                var peer = draw.Peer();
                return draw.Until(
                    new Fault.Reroute(peer, draw.Member()), new Fault.Reroute(peer, null));
            }),
        new("converge", HasPeers, static draw =>
            draw.Now(new Fault.ConvergeIn(draw.Between(Short, Long / 2)))),
    ];

    private static Items<SwarmKind> Messages =>
    [
        new("lose", HasMembers, static draw => draw.Now(new Fault.Lose(draw.Messages()))),
        new("duplicate", HasMembers, static draw => draw.Now(new Fault.Duplicate(
            draw.Messages(), draw.Between(1, 3), draw.Between(Short, Long)))),
        new("delay", HasMembers, static draw => draw.Now(new Fault.Delay(
            draw.Messages(), Short, draw.Between(Short, Long)))),
        new("reorder", HasMembers, static draw => draw.Now(new Fault.Reorder(
            draw.Messages(), draw.Between(2, 8)))),
        new("corrupt", HasMembers, static draw => draw.Now(new Fault.Corrupt(
            draw.Messages(), draw.Between(1, 8)))),
    ];

    // Beyond the drift that the settings allow for, no claim is made.
    private static Items<SwarmKind> Times =>
    [
        new("clock-rate", HasMembers, static draw => draw.Now(new Fault.ClockRate(
            draw.Member(), draw.Between(-100, 100)))),
        new("gap", HasMembers, static draw => draw.Now(new Fault.MonotonicGap(
            draw.Member(), draw.Between(Short, Long)))),
    ];

    private static Items<SwarmKind> Wishes =>
    [
        new("drain", static world => world.Members.Count > 1, static draw =>
        {
            var member = draw.Member();
            return draw.Until(new Fault.Drain(member), new Fault.Remain(member));
        }),
        new("rekey", HasPeers, static draw => draw.Now(new Fault.Rekey(
            draw.Peer(), draw.Percent(50) ? RekeyOf.Children : RekeyOf.Ike, draw.Percent(50)))),
        new("delete", HasPeers, static draw =>
        {
            var peer = draw.Peer();
            return draw.Until(
                new Fault.Delete(peer, draw.Percent(50)), new Fault.Establish(peer));
        }),
        new("config-drift", static world => world.Peers.Count > 0 && world.Members.Count > 1,
            static draw => draw.Now(new Fault.ConfigDrift(draw.Member(), draw.Peer()))),
    ];

    private static Items<SwarmKind> Attacks =>
    [
        new("replay", HasAttacker, static draw => draw.Now(new Fault.Replay(
            draw.Percent(50) ? MessageKind.Esp : MessageKind.Ike, draw.Member(),
            draw.Between(1, 50)))),
        new("hint", HasAttacker, static draw => draw.Now(new Fault.UnprotectedHint(
            draw.Member(), draw.One<HintKind>([.. Enum.GetValues<HintKind>()]),
            draw.Between(1, 50), draw.Between(Short, Long)))),
        new("inject-sync", static world => HasAttacker(world) && world.Sync is not null,
            static draw => draw.Now(new Fault.InjectSync(
                draw.Member(), draw.One<SyncInjection>([.. Enum.GetValues<SyncInjection>()])))),
        new("half-open", HasAttacker, static draw => draw.Now(new Fault.HalfOpenFlood(
            draw.Between(1, 100), draw.Between(Short, Long)))),
    ];

    private static bool HasMembers(WorldPlan world) => world.Members.Count > 0;

    private static bool HasPeers(WorldPlan world) => world.Peers.Count > 0;

    private static bool HasAttacker(WorldPlan world) => world.Attacker is not null;
}
