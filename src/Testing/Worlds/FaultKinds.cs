using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Testing.Worlds;

/// <summary>The kinds of faults, the simplest ones first.</summary>
internal static class FaultKinds
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FaultKind> All { get; } =
    [
        .. Parties(), .. Ways(), .. Channel(), .. Messages(), .. Times(), .. Wishes(), .. Attacks(),
    ];

    private static FaultKind[] Parties() =>
    [
        new(Always, static at =>
        {
            var who = at.Member();
            return (new Fault.Crash(who), new Fault.Restart(who));
        }),
        new(HasPeers, static at =>
        {
            var who = at.Peer();
            return (new Fault.Crash(who), new Fault.Restart(who));
        }),
        new(Always, static at =>
        {
            var (who, store) = (at.Member(), at.Word<KeptStore>());
            return (
                new Fault.Crash(who) { KeepsKernel = at.By.Chance(30) },
                new Fault.Restart(who, store));
        }),
        new(Always, static at =>
        {
            var who = at.Member();
            return (new Fault.Crash(who), new Fault.Fence(who));
        }),
        new(Always, static at =>
        {
            var who = at.Member();
            return (
                new Fault.CrashAt(who, at.Word<CrashPoint>(), at.Word<MessageKind>()),
                new Fault.Restart(who));
        }),
    ];

    private static FaultKind[] Ways() =>
    [
        new(HasLinks, static at =>
        {
            var link = at.Link();
            return (new Fault.LinkDown(link), new Fault.LinkUp(link));
        }),
        new(HasLinks, static at =>
        {
            var link = at.Link();
            return (new Fault.LinkLoses(link, at.Word<LinkWay>()), new Fault.LinkUp(link));
        }),
        new(HasLinks, static at => (
            new Fault.LinkFlaps(
                at.Link(), at.Time(50, 3_000), at.Time(50, 3_000), at.Number(1, 5)),
            null)),
        new(HasSide, static at =>
        {
            var (segment, apart) = at.Side();
            return (new Fault.Partition(segment, [.. apart]), new Fault.Rejoin(segment));
        }),
        new(HasAccess, static at =>
        {
            var (member, segment) = at.Access();
            return (
                new Fault.AccessDown(member, segment), new Fault.AccessUp(member, segment));
        }),
        new(HasPeers, static at =>
        {
            var peer = at.Peer();
            return (new Fault.Reroute(peer, at.Member()), new Fault.Reroute(peer, null));
        }),
        new(Always, static at => (new Fault.ConvergeIn(at.Time(0, 6_000)), null)),
        new(HasSegments, static at => (
            new Fault.MtuFalls(at.Segment(), at.By.Of([1_280, 1_000, 576])), null)),
    ];

    private static FaultKind[] Channel() =>
    [
        new(HasSync, static at => (new Fault.SyncCut(at.Time(50, 12_000)), null)),
        new(HasSync, static at => (
            new Fault.SyncSlow(at.Time(5, 1_000), at.Time(50, 12_000)), null)),
    ];

    private static FaultKind[] Messages() =>
    [
        new(Always, static at => (new Fault.Lose(at.Messages()), null)),
        new(Always, static at => (
            new Fault.Duplicate(at.Messages(), at.Number(1, 3), at.Time(50, 12_000)), null)),
        new(Always, static at =>
        {
            var least = at.Time(10, 1_000);
            return (new Fault.Delay(at.Messages(), least, least + at.Time(0, 10_000)), null);
        }),
        new(Always, static at => (new Fault.Reorder(at.Messages(), at.Number(2, 8)), null)),
        new(Always, static at => (new Fault.Corrupt(at.Messages(), at.Number(1, 8)), null)),
    ];

    // Beyond the drift that the settings allow for, no claim is made.
    private static FaultKind[] Times() =>
    [
        new(Always, static at => (
            new Fault.ClockRate(at.Anybody(), at.By.Of([100, -100, 10, -10, 0])), null)),
        new(Always, static at => (
            new Fault.MonotonicGap(at.Anybody(), at.Time(50, 12_000)), null)),
    ];

    private static FaultKind[] Wishes() =>
    [
        new(HasMembers, static at =>
        {
            var member = at.Member();
            return (new Fault.Drain(member), new Fault.Remain(member));
        }),
        new(HasPeers, static at => (
            new Fault.Rekey(at.Peer(), at.Word<RekeyOf>(), at.By.Chance(50)), null)),
        new(HasPeers, static at =>
        {
            var peer = at.Peer();
            return (new Fault.Delete(peer, at.By.Chance(50)), new Fault.Establish(peer));
        }),
        new(static world => HasPeers(world) && HasMembers(world), static at => (
            new Fault.ConfigDrift(at.Member(), at.Peer()), null)),
        new(static world => world.Gateways.Count > 1, static at =>
        {
            var from = at.Gateway();
            return (new Fault.SendsOn(from, at.Gateway()), new Fault.SendsOn(from, null));
        }),
        new(static world => world.Peers.Any(peer => peer.IsMobile), static at => (
            new Fault.PeerMoves(at.Peer(static peer => peer.IsMobile)), null)),
        new(static world => world.Peers.Any(peer => peer.IsBehindNat), static at => (
            new Fault.NatRebind(at.Peer(static peer => peer.IsBehindNat)), null)),
    ];

    private static FaultKind[] Attacks() =>
    [
        new(HasAttacker, static at => (
            new Fault.Replay(at.Word<MessageKind>(), at.Anybody(), at.Number(1, 50)), null)),
        new(static world => HasAttacker(world) && HasSegments(world), static at => (
            new Fault.ForgeHsrp(
                at.Segment(), at.Word<HsrpForgery>(), at.By.Of([255, 100, 0]),
                at.Time(0, 5_000)),
            null)),
        new(HasAttacker, static at => (
            new Fault.UnprotectedHint(
                at.Anybody(), at.Word<HintKind>(), at.Number(1, 50), at.Time(50, 12_000)),
            null)),
        new(static world => HasAttacker(world) && HasSync(world), static at => (
            new Fault.InjectSync(at.Member(), at.Word<SyncInjection>()), null)),
        new(HasAttacker, static at => (
            new Fault.HalfOpenFlood(at.Number(1, 100), at.Time(50, 12_000)), null)),
    ];

    // A world that stands has a member.
    private static bool Always(WorldPlan world) => true;

    private static bool HasMembers(WorldPlan world) => world.Members.Count > 1;

    private static bool HasLinks(WorldPlan world) => world.Links.Count > 0;

    private static bool HasSegments(WorldPlan world) => world.Segments.Count > 0;

    private static bool HasSide(WorldPlan world) => FaultTargets.Shared(world).Length > 0;

    private static bool HasAccess(WorldPlan world) =>
        world.Members.Any(one => FaultTargets.Out(world, one).Length > 0);

    private static bool HasPeers(WorldPlan world) => world.Peers.Count > 0;

    private static bool HasSync(WorldPlan world) => world.Sync is not null;

    private static bool HasAttacker(WorldPlan world) => world.Attacker is not null;
}
