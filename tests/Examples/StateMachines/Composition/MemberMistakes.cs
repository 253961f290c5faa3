using System.Text;
using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using static Holdfast.StateMachines.Composition.ClusterMemberConfig;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// Every part of a member set wrong, in the order in which parts are looked at: what is told stands
/// in mistakes.txt beside this file, and of two mistakes the first one is told.
/// HOLDFAST_UPDATE_GOLDENS=1 writes the list, for a review.
/// </summary>
public sealed class MemberMistakes
{
    private static readonly TimeSpan Never = TimeSpan.FromSeconds(-1);

    private static readonly Settings Right = Read(Smallest).Set with
    {
        Peers = [new() { Name = "carol" }],
    };

    private static readonly Func<Settings, Settings>[] OfParts =
    [
        set => set with { Cluster = "" },
        set => set with { Self = 9 },
        set => set with { Hsrp = set.Hsrp with { Front = set.Hsrp.Front with { Priority = 256 } } },
        set => set with { Hsrp = set.Hsrp with { Back = set.Hsrp.Back with { Priority = 256 } } },
        set => set with { Links = set.Links with { HoldDown = Never } },
        set => set with { Replication = set.Replication with { Heartbeat = Never } },
        set => set with { Drain = set.Drain with { FinishWithin = Never } },
        set => Paced(set, set.Pacing with
        {
            Reestablish = set.Pacing.Reestablish with { Burst = 0 },
        }),
        set => Paced(set, set.Pacing with { Rekey = set.Pacing.Rekey with { Burst = 0 } }),
        set => Paced(set, set.Pacing with { Redirect = set.Pacing.Redirect with { Burst = 0 } }),
        set => Paced(set, set.Pacing with
        {
            Reauthenticate = set.Pacing.Reauthenticate with { Burst = 0 },
        }),
        set => set with { Checks = set.Checks with { Burst = 0 } },
        set => set with { Liveness = set.Liveness with { IdleAfter = Never } },
        set => set with { Dpd = set.Dpd with { WorryAfter = Never } },
        set => set with { MessageIds = set.MessageIds with { Window = 0 } },
        set => set with { MessageIdSync = set.MessageIdSync with { SendsMax = 0 } },
        set => set with { Redirection = set.Redirection with { DeleteAfter = Never } },
        set => set with { Routes = set.Routes with { Distance = 0 } },
        set => set with { PrefixesMax = 0 },
        set => set with { Foreign = set.Foreign with { HopsMax = 0 } },
        set => set with { Qcd = set.Qcd with { Maker = new() { FreshFor = Never } } },
        set => set with { Qcd = set.Qcd with { Taker = new() { TokensKept = 0 } } },
        set => set with { Nhrp = set.Nhrp with { Server = new() { SpokesMax = 0 } } },
        set => set with { Nhrp = set.Nhrp with { Registration = new() { RetryAfter = Never } } },
        set => set with { Nhrp = set.Nhrp with { Shortcut = new() { SendsMax = 0 } } },
        set => set with { Nhrp = set.Nhrp with { Hubs = [.. Enumerable.Repeat(Hub(1), 17)] } },
        set => set with { Nhrp = set.Nhrp with { ShortcutsMax = 0 } },
        set => set with { Links = set.Links with { Names = ["up\u0007", "up\u0007"] } },
        set => set with { Links = set.Links with { TrackedAs = "nothing" } },
        set => set with
        {
            Replication = set.Replication with { DetectWithin = TimeSpan.FromSeconds(9) },
        },
        set => set with { Peers = [set.Peers[0], set.Peers[0]] },
    ];

    private static readonly Func<Peer, Peer>[] OfPeers =
    [
        peer => peer with { Name = "" },
        peer => peer with { Identity = new(new byte[IdentityMax + 1]) },
        peer => peer with { Addresses = [.. Enumerable.Repeat(Hub(1), AddressesMax + 1)] },
        peer => peer with { ChildSas = [.. Enumerable.Repeat(Child(0), ChildrenMax + 1)] },
        peer => peer with { ChildSas = [Child(0) with { Name = "\u0001" }] },
        peer => peer with { ChildSas = [Child(RemoteMax + 1)] },
        peer => peer with { ChildSas = [Child(0), Child(0)] },
        peer => peer with { Traits = IkeTraits.DeadPeerDetection },
        peer => peer with { Dpd = new(), Liveness = new() },
        peer => peer with { WatchesUs = new() { Dpd = new() } },
        peer => peer with { Version = IkeVersion.V1, Liveness = new() },
        peer => peer with { Version = IkeVersion.V1, WatchesUs = new() { Liveness = new() } },
        peer => peer with { Version = IkeVersion.V1, Traits = IkeTraits.MessageIdSync },
        peer => peer with { Liveness = new() { IdleAfter = Never } },
        peer => peer with { Version = IkeVersion.V1, Dpd = new() { WorryAfter = Never } },
        peer => peer with { WatchesUs = new() { Liveness = new() { IdleAfter = Never } } },
        peer => peer with
        {
            Version = IkeVersion.V1, WatchesUs = new() { Dpd = new() { WorryAfter = Never } },
        },
    ];

    [Fact]
    public void What_is_told_of_each_mistake_is_listed()
    {
        var told = new StringBuilder();
        foreach (var wrong in OfParts)
        {
            told.Append(Error(wrong(Right))).Append('\n');
        }

        foreach (var wrong in OfPeers)
        {
            told.Append(Error(OfPeer(Right, wrong))).Append('\n');
        }

        IsUpToDate("tests/Examples/StateMachines/Composition/mistakes.txt", $"{told}");
    }

    [Fact]
    public void Of_two_mistakes_the_first_is_told()
    {
        foreach (var (at, first) in OfParts.Index())
        {
            var error = Error(first(Right));
            foreach (var (behind, second) in OfParts[(at + 1)..].Index())
            {
                // A hub is none without a registration: these two speak of each other.
                if (at + behind != 23 + 1)
                {
                    Assert.Equal(error, Error(first(second(Right))));
                }
            }

            foreach (var second in OfPeers)
            {
                Assert.Equal(
                    at == OfParts.Length - 1 ? "Peers[0]" : error[..8],
                    Error(OfPeer(first(Right), second))[..8]);
            }
        }
    }

    [Fact]
    public void What_lies_on_a_bound_stands()
    {
        Settings[] stand =
        [
            Right with { Cluster = new('a', NameMax) },
            OfPeer(Right, peer => peer with { Name = new('a', NameMax) }),
            OfPeer(Right, peer => peer with { Identity = new(new byte[IdentityMax]) }),
            OfPeer(Right, peer => peer with
            {
                Addresses = [.. Enumerable.Range(1, AddressesMax).Select(Hub)],
            }),
            OfPeer(Right, peer => peer with
            {
                ChildSas =
                [
                    .. Enumerable.Range(0, ChildrenMax)
                        .Select(at => new ExpectedChild { Name = $"{at}" }),
                ],
            }),
            OfPeer(Right with { PrefixesMax = RemoteMax }, peer => peer with
            {
                ChildSas = [Child(RemoteMax)],
            }),
            Right with { PrefixesMax = 1 }, Right with { PrefixesMax = Settings.PrefixesMost },
            Right with { Nhrp = Right.Nhrp with { ShortcutsMax = NhrpParts.ShortcutsMost } },
            Right with
            {
                Nhrp = Right.Nhrp with
                {
                    Registration = new(),
                    Hubs = [.. Enumerable.Range(1, NhrpParts.HubsMax).Select(Hub)],
                },
            },
        ];
        foreach (var settings in stand)
        {
            Assert.True(TryCreate(settings, out _, out var error), $"{error}");
        }

        Assert.StartsWith(
            "Peers.Count is 100001: it must be at most 100000", Error(Right with
            {
                Peers = [.. Enumerable.Repeat(Right.Peers[0], PeersMax + 1)],
            }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "PrefixesMax is 255: it must be at least 256", Error(OfPeer(
                Right with { PrefixesMax = RemoteMax - 1 },
                peer => peer with { ChildSas = [Child(RemoteMax)] })),
            StringComparison.Ordinal);
    }

    private static Settings OfPeer(Settings set, Func<Peer, Peer> change) =>
        set with { Peers = set.Peers.With(0, change(set.Peers[0])) };

    private static Settings Paced(Settings set, Pacing pacing) => set with { Pacing = pacing };

    private static HostAddress Hub(int at) => HostAddress.From([192, 0, 2, (byte)at]);

    private static ExpectedChild Child(int prefixes) => new()
    {
        Name = "c",
        Remote = [.. Enumerable.Range(0, prefixes).Select(PrefixOf)],
    };

    private static Prefix PrefixOf(int at) =>
        Prefix.Parse($"10.{at >> 8}.{at & 255}.0/24");

    private static string Error(Settings settings)
    {
        Assert.False(TryCreate(settings, out var config, out var error));
        Assert.Null(config);
        return $"{error}";
    }
}
