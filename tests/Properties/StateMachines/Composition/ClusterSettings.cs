using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>Two members, alice (1) and moon (2), with times of seconds.</summary>
internal static class ClusterSettings
{
    public static readonly TimeSpan Hold = TimeSpan.FromSeconds(3);

    /// <summary>The settings of a member; alice has priority 110, moon 100.</summary>
    public static ClusterMemberConfig.Settings Of(byte self) => new()
    {
        Cluster = "mars",
        Self = self,
        Members =
        [
            new() { Number = 1, Name = "alice" },
            new() { Number = 2, Name = "moon" },
        ],
        Hsrp = new(Group(self, "192.0.2."), Group(self, "10.1.0.")),
        Links = new() { TrackedAs = "uplink", HoldDown = TimeSpan.Zero },
        Replication = new()
        {
            Heartbeat = TimeSpan.FromMilliseconds(100),
            SilentAfter = TimeSpan.FromMilliseconds(300),
            DetectWithin = Hold,
            SyncedFor = TimeSpan.FromSeconds(4),
            HoldTime = Hold,
            StaleFor = TimeSpan.FromSeconds(60),
            GatherFor = TimeSpan.FromMilliseconds(200),
            PacketsPerSecondMax = 1_000,
            LeaseBlock = 100,
            FloorBlock = 100,
        },
        Drain = new()
        {
            FinishWithin = TimeSpan.FromSeconds(2),
            PushWithin = TimeSpan.FromSeconds(2),
            YieldWithin = TimeSpan.FromSeconds(5),
        },
        Liveness = new() { IdleAfter = TimeSpan.FromSeconds(10) },
        Routes = new() { StaticVia = new(null, 7) },
    };

    /// <summary>
    /// The same with every optional machine: tokens on both sides, gateways of their own, and a hub
    /// that is a spoke of the hub at 192.0.2.77 as well.
    /// </summary>
    public static ClusterMemberConfig.Settings WithAll(byte self) => Of(self) with
    {
        Members =
        [
            new() { Number = 1, Name = "alice", Gateway = HostAddress.Parse("192.0.2.101") },
            new() { Number = 2, Name = "moon", Gateway = HostAddress.Parse("192.0.2.102") },
        ],
        Drain = Of(self).Drain with { RedirectsPeers = true },
        Qcd = new() { Maker = new() { RolloverEvery = TimeSpan.FromHours(1) }, Taker = new() },
        Nhrp = new()
        {
            Server = new(),
            Registration = new(),
            Hubs = [HostAddress.Parse("192.0.2.77")],
            Shortcut = new(),
            ShortcutsMax = 2,
        },
        Peers =
        [
            new()
            {
                Name = "carol",
                Identity = new("carol"u8),
                Addresses = [HostAddress.Parse("192.0.2.77")],
            },
            new()
            {
                Name = "peer of the letters",
                Identity = new([self]),
                Addresses = [HostAddress.Parse("192.0.2.77")],
            },
        ],
    };

    /// <summary>The configuration of one start of a member.</summary>
    public static ClusterMemberConfig Started(
        ClusterMemberConfig.Settings settings, ulong boot, uint generation, Epoch stored) =>
        ClusterMemberConfig.Of(settings).Started(
            new(new(boot), generation, stored, StoreCondition.Kept));

    private static HsrpGroup.Settings Group(byte self, string network) => new()
    {
        Address = HostAddress.Parse($"{network}{self}"),
        VirtualAddress = HostAddress.Parse($"{network}254"),
        HelloTime = TimeSpan.FromSeconds(1),
        HoldTime = Hold,
        JitterPercent = 0,
        Preempt = true,
        PreemptWhenSynced = true,
        Priority = self == 1 ? 110 : 100,
        Links = [new("uplink", 20)],
    };
}
