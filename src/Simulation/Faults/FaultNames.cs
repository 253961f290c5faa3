using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Faults;

/// <summary>Whom faults name, and whether they are in a world.</summary>
public static class FaultNames
{
    /// <summary>What a name may be of.</summary>
    [Flags]
    public enum Kinds
    {
        /// <summary>A member.</summary>
        Member = 1,

        /// <summary>A peer, or one of the spokes.</summary>
        Peer = 2,

        /// <summary>A segment.</summary>
        Segment = 4,

        /// <summary>Whoever has links: a host, or spokes of a name, too.</summary>
        Attached = 8,

        /// <summary>A gateway.</summary>
        Gateway = 16,
    }

    /// <summary>A name in a fault.</summary>
    /// <param name="Field">Where it stands in the fault.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Kinds">What it may be of.</param>
    public readonly record struct Use(string Field, string Name, Kinds Kinds);

    private const Kinds Anybody = Kinds.Member | Kinds.Peer;

    /// <summary>The names in a fault.</summary>
    public static IEnumerable<Use> Of(Fault fault) => fault switch
    {
        Fault.Crash(var who) => [new("Who", who, Anybody)],
        Fault.CrashAt(var who, _, _) => [new("Who", who, Anybody)],
        Fault.Restart(var who, _) => [new("Who", who, Anybody)],
        Fault.Fence(var member) => [new("Member", member, Kinds.Member)],
        Fault.LinkDown(var link) => OfLink(link),
        Fault.LinkUp(var link) => OfLink(link),
        Fault.LinkLoses(var link, _) => OfLink(link),
        Fault.LinkFlaps(var link, _, _, _) => OfLink(link),
        Fault.Partition(var segment, var apart) =>
        [
            new("Segment", segment, Kinds.Segment),
            .. apart.Select(who => new Use("Apart", who, Kinds.Attached)),
        ],
        Fault.Rejoin(var segment) => [new("Segment", segment, Kinds.Segment)],
        Fault.Lose(var which) => OfChoice(which),
        Fault.Duplicate(var which, _, _) => OfChoice(which),
        Fault.Delay(var which, _, _) => OfChoice(which),
        Fault.Reorder(var which, _) => OfChoice(which),
        Fault.Corrupt(var which, _) => OfChoice(which),
        Fault.SyncSlow or Fault.SyncCut or Fault.ConvergeIn or Fault.HalfOpenFlood => [],
        Fault.AccessDown(var member, var segment) => OfAccess(member, segment),
        Fault.AccessUp(var member, var segment) => OfAccess(member, segment),
        Fault.Reroute(var peer, var member) =>
        [
            new("Peer", peer, Kinds.Peer),
            .. member is null ? [] : new[] { new Use("Member", member, Kinds.Member) },
        ],
        Fault.MtuFalls(var segment, _) => [new("Segment", segment, Kinds.Segment)],
        Fault.NatRebind(var peer) => [new("Peer", peer, Kinds.Peer)],
        Fault.ClockRate(var who, _) => [new("Who", who, Anybody)],
        Fault.MonotonicGap(var who, _) => [new("Who", who, Anybody)],
        Fault.ConfigDrift(var member, var peer) =>
            [new("Member", member, Kinds.Member), new("Peer", peer, Kinds.Peer)],
        Fault.Drain(var member) => [new("Member", member, Kinds.Member)],
        Fault.Remain(var member) => [new("Member", member, Kinds.Member)],
        Fault.Rekey(var peer, _, _) => [new("Peer", peer, Kinds.Peer)],
        Fault.Delete(var peer, _) => [new("Peer", peer, Kinds.Peer)],
        Fault.Establish(var peer) => [new("Peer", peer, Kinds.Peer)],
        Fault.SendsOn(var gateway, var to) =>
        [
            new("Gateway", gateway, Kinds.Gateway),
            .. to is null ? [] : new[] { new Use("To", to, Kinds.Gateway) },
        ],
        Fault.PeerMoves(var peer) => [new("Peer", peer, Kinds.Peer)],
        Fault.Replay(_, var to, _) => [new("To", to, Anybody)],
        Fault.ForgeHsrp(var segment, _, _, _) => [new("Segment", segment, Kinds.Segment)],
        Fault.UnprotectedHint(var to, _, _, _) => [new("To", to, Anybody)],
        Fault.InjectSync(var to, _) => [new("To", to, Kinds.Member)],
    };

    /// <summary>What of a plan cannot stand in a world: a name that is nobody's, a fault at or
    /// behind the time of healing; null: all can.</summary>
    public static ConfigError? Wrong(FaultPlan plan, WorldPlan world)
    {
        var index = new PlanIndex(world);
        for (var at = 0; at < plan.Faults.Count; at++)
        {
            var (time, fault) = plan.Faults[at];
            var place = string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"Faults[{at}]");
            if (time >= world.HealAt)
            {
                return new(
                    place + ".At", ConfigError.Text(time),
                    $"before the world heals, at {ConfigError.Text(world.HealAt)}",
                    "let it happen earlier, or heal later");
            }

            if (fault is Fault.Delay { Least: var least, Most: var most } && most < least)
            {
                return new(
                    place + ".Fault.Delay.Most", ConfigError.Text(most),
                    $"at least Least, {ConfigError.Text(least)}", "raise Most");
            }

            foreach (var use in Of(fault))
            {
                if (!IsThere(index, use))
                {
                    return new(
                        $"{place}.Fault.{fault.GetType().Name}.{use.Field}", use.Name,
                        $"the name of {Text(use.Kinds)}", "name one of the world");
                }
            }
        }

        return null;
    }

    private static bool IsThere(PlanIndex index, Use use) =>
        (use.Kinds.HasFlag(Kinds.Member) && index.Members.ContainsKey(use.Name))
        || (use.Kinds.HasFlag(Kinds.Peer) && index.IsPeer(use.Name))
        || (use.Kinds.HasFlag(Kinds.Gateway) && index.Gateways.ContainsKey(use.Name))
        || (use.Kinds.HasFlag(Kinds.Segment) && index.Segments.ContainsKey(use.Name))
        || (use.Kinds.HasFlag(Kinds.Attached) && index.SegmentsOf(use.Name).Any());

    private static IEnumerable<Use> OfLink(LinkName link) =>
    [
        new("Link.Who", link.Who, Kinds.Attached),
        new("Link.Segment", link.Segment, Kinds.Segment),
    ];

    private static IEnumerable<Use> OfAccess(string member, string segment) =>
        [new("Member", member, Kinds.Member), new("Segment", segment, Kinds.Segment)];

    private static IEnumerable<Use> OfChoice(MessageChoice which)
    {
        if (which.From is { } from)
        {
            yield return new("Which.From", from, Anybody);
        }

        if (which.To is { } to)
        {
            yield return new("Which.To", to, Anybody);
        }

        if (which.On is { } on)
        {
            yield return new("Which.On", on, Kinds.Segment);
        }
    }

    private static string Text(Kinds kinds) => kinds switch
    {
        Kinds.Member => "a member",
        Kinds.Peer => "a peer, or one of the spokes",
        Kinds.Segment => "a segment",
        Kinds.Gateway => "a gateway",
        Kinds.Attached => "somebody who is attached",
        _ => "a member or a peer",
    };
}
