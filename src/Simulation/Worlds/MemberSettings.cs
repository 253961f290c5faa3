using System.Text;
using Holdfast.Codec;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Simulation.Worlds;

/// <summary>
/// The settings of each member of a plan. Law: those of its own, or what the policy of the world,
/// the gateway and the peers make them.
/// </summary>
public static class MemberSettings
{
    /// <summary>The name of the link that both groups track: any way out of a member.</summary>
    public const string Uplink = "uplink";

    /// <summary>What a link that is down takes from the priority.</summary>
    private const int Decrement = 20;

    /// <summary>The settings of a member in a gateway.</summary>
    /// <remarks>
    /// A cluster has two members at least: where a gateway has one, the other one is nobody, whom
    /// it never hears.
    /// </remarks>
    public static ClusterMemberConfig.Settings Of(
        WorldPlan plan, PlanAddresses addresses, GatewayPlan gateway, MemberPlan member)
    {
        if (member.Settings is { } own)
        {
            return own;
        }

        var policy = plan.Policy;
        return new()
        {
            Cluster = gateway.Name,
            Self = member.Number,
            Members = MembersOf(plan, addresses, gateway),
            Hsrp = new(
                Group(plan, addresses, gateway, member, gateway.Front),
                Group(plan, addresses, gateway, member, gateway.Back)),
            Links = LinksOf(member),
            Replication = Replication(policy),
            Drain = new() { RedirectsPeers = policy.RedirectsAtDrain },
            Pacing = Pacing(policy.PacePerSecond),
            Liveness = new()
            {
                IdleAfter = policy.WorryAfter,
                SendsMax = policy.SendsMax,
                HintsIgnoredFor = HintsIgnoredFor(policy.WorryAfter),
            },
            Dpd = new() { WorryAfter = policy.WorryAfter, ProbesMax = policy.SendsMax },
            Routes = new() { StaticVia = new(null, 1) },
            PrefixesMax = PrefixesOf(plan),
            Qcd = policy.HasTokens
                ? new()
                {
                    Maker = new() { RolloverEvery = policy.TokenRolloverEvery },
                    Taker = new(),
                }
                : new(),
            Nhrp = Nhrp(plan, gateway),
            Timing = new()
            {
                RoutingDetection = plan.Routing.Detection,
                RoutingConvergence = plan.Routing.Convergence,
            },
            Peers = [.. PeersOf(plan, addresses, gateway)],
        };
    }

    /// <summary>The identity that a peer proves: an ID_FQDN of its name, RFC 7296 §3.5.</summary>
    public static Octets IdentityOf(string peer) =>
        new([2, 0, 0, 0, .. Encoding.UTF8.GetBytes(peer)]);

    /// <summary>The name that a gateway proves: one of its own for each link with an identity.
    /// </summary>
    public static string NameOf(GatewayPlan gateway, SaPlan sas) =>
        sas.Over is { } over ? $"{over}.{gateway.Name}" : gateway.Name;

    private static Items<ClusterMemberConfig.Member> MembersOf(
        WorldPlan plan, PlanAddresses addresses, GatewayPlan gateway)
    {
        Items<ClusterMemberConfig.Member> members =
        [
            .. from name in gateway.Members
               let member = plan.Member(name)!
               select new ClusterMemberConfig.Member
               {
                   Number = member.Number,
                   Name = name,
                   Gateway = addresses.Of(new(name, gateway.Front)),
               },
        ];
        return members.Count > 1
            ? members
            : members.Add(new()
            {
                Number = members[0].Number == byte.MaxValue ? (byte)1 : byte.MaxValue,
                Name = "nobody",
                Capacity = 0,
            });
    }

    private static HsrpGroup.Settings Group(
        WorldPlan plan, PlanAddresses addresses, GatewayPlan gateway, MemberPlan member,
        string segment)
    {
        var policy = plan.Policy;
        return new()
        {
            Dialect = policy.Dialect,
            Version = policy.Version,
            Group = gateway.Group,
            Address = addresses.Of(new(member.Name, segment)),
            VirtualAddress = addresses.Virtual(gateway.Name, segment),
            Priority = PriorityOf(gateway, member),
            HelloTime = policy.HelloTime,
            HoldTime = policy.HoldTime,
            JitterPercent = policy.JitterPercent,
            Preempt = policy.Preempts,
            PreemptWhenSynced = policy.PreemptsWhenSynced && plan.Sync is not null,
            Links = [new(Uplink, Decrement)],
        };
    }

    private static long PriorityOf(GatewayPlan gateway, MemberPlan member)
    {
        if (!gateway.IsOrdered)
        {
            return member.Priority;
        }

        var place = gateway.Members.TakeWhile(name => name != member.Name).Count();
        return 100 + ((Decrement / 2) * (gateway.Members.Count - 1 - place));
    }

    private static ClusterMemberConfig.AccessLinks LinksOf(MemberPlan member) => new()
    {
        Names = member.Access.Count > 0 ? member.Access : [Uplink],
        TrackedAs = Uplink,
        Identity = member.Identity,
        HoldDown = TimeSpan.Zero,
    };

    private static StateMachines.Replication.SaReplication.Settings Replication(
        MemberPolicy policy) => new()
        {
            Solo = policy.Solo,
            Replay = policy.Replay,
            Exposed = policy.Exposed,
            Commit = policy.Commit,
            Heartbeat = policy.Heartbeat,
            SilentAfter = policy.SilentAfter,
            DetectWithin = policy.HoldTime,
            SyncedFor = policy.SyncedFor,
            HoldTime = policy.SyncedFor - (2 * policy.Heartbeat) < policy.HoldTime
                ? policy.SyncedFor - (2 * policy.Heartbeat)
                : policy.HoldTime,
            DriftPpm = policy.DriftPpm,
            StaleFor = policy.StaleFor,
            PacketsPerSecondMax = policy.PacketsPerSecondMax,
            LeaseBlock = policy.LeaseBlock,
            FloorBlock = policy.FloorBlock,
        };

    private static ClusterMemberConfig.Pacing Pacing(int perSecond)
    {
        var pace = new PacedWork.Settings { PerSecond = perSecond };
        return new()
        {
            Reestablish = pace,
            Rekey = pace,
            Redirect = pace,
            Reauthenticate = pace,
        };
    }

    private static int PrefixesOf(WorldPlan plan) => Math.Max(
        10_000,
        Math.Min(
            ClusterMemberConfig.Settings.PrefixesMost,
            plan.Sas.Sum(sa => plan.PeersOf(sa.Peer).Count() * PrefixesOf(sa))));

    private static int PrefixesOf(SaPlan sa) => sa.Remote.Count > 0 ? sa.Remote.Count : sa.Count;

    private static ClusterMemberConfig.NhrpParts Nhrp(WorldPlan plan, GatewayPlan gateway)
    {
        var spokes = plan.Spokes.Where(spoke => spoke.Hubs.Contains(gateway.Name)).ToArray();
        return spokes.Length == 0
            ? new()
            : new()
            {
                Server = new NhrpServer.Settings
                {
                    Phase = spokes[0].Phase,
                    SpokesMax = Math.Max(10_000, spokes.Sum(spoke => spoke.Count)),
                },
            };
    }

    private static IEnumerable<ClusterMemberConfig.Peer> PeersOf(
        WorldPlan plan, PlanAddresses addresses, GatewayPlan gateway) =>
        from peer in plan.Peers
        where peer.Gateways.Contains(gateway.Name)
        let isNew = peer.Version == ClusterMemberConfig.IkeVersion.V2
        select new ClusterMemberConfig.Peer
        {
            Name = peer.Name,
            Version = peer.Version,
            Identity = IdentityOf(peer.Name),
            Addresses = addresses.AllOf(peer.Name),
            Traits = peer.Agreed,
            WatchesUs = new()
            {
                Liveness = isNew ? Liveness(peer) : null,
                Dpd = isNew ? null : Dpd(peer),
            },
        };

    /// <summary>How a peer of IKEv2 watches its gateway.</summary>
    public static LivenessCheck.Settings Liveness(PeerPlan peer) => new()
    {
        IdleAfter = peer.WorryAfter,
        RetryAfter = peer.RetryAfter,
        BackoffPercent = 200,
        SendsMax = peer.SendsMax,
        HintsIgnoredFor = HintsIgnoredFor(peer.WorryAfter),
    };

    /// <summary>As long as by default, and no longer than silence is no reason to ask.</summary>
    private static TimeSpan HintsIgnoredFor(TimeSpan worryAfter) =>
        worryAfter < new LivenessCheck.Settings().HintsIgnoredFor
            ? worryAfter
            : new LivenessCheck.Settings().HintsIgnoredFor;

    /// <summary>How a peer of IKEv1 watches its gateway.</summary>
    public static DeadPeerDetection.Settings Dpd(PeerPlan peer) => new()
    {
        WorryAfter = peer.WorryAfter,
        RetryAfter = peer.RetryAfter,
        BackoffPercent = 200,
        ProbesMax = peer.SendsMax,
    };
}
