using Holdfast.Codec;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;
using Holdfast.StateMachines.Rri;
using Holdfast.Testing.Draws;

namespace Holdfast.Testing.Worlds;

/// <content>Peers and spokes, their SAs, hosts and flows.</content>
internal static partial class TopologyDraws
{
    private static readonly Items<Prefix> Behind =
        [Prefix.Of(new HostAddress((172u << 24) + (16u << 16), false), 24)];

    private static WorldBuilder Peer(Choices choices, WorldBuilder world, Outline outline)
    {
        var name = PeerNames[world.Plan.Peers.Count];
        var gateways = GatewayNames[..outline.Gateways];
        var first = choices.Below(gateways.Length);
        Items<string> served = choices.Chance(60)
            ? [.. gateways[first..], .. gateways[..first]] : [gateways[first]];
        var isOld = choices.Chance(20) && !outline.IsEachLink;
        world = world.Peer(name, "backbone", served, peer => isOld
            ? Asked(choices, peer with
            {
                Version = ClusterMemberConfig.IkeVersion.V1,
                Traits = IkeTraits.DeadPeerDetection,
            })
            : Newer(choices, Asked(choices, peer)));
        choices.EndPart();
        world = Sas(choices, world, outline, name, isOld);
        return Flows(choices, world, $"behind-{name}", name);
    }

    private static PeerPlan Asked(Choices choices, PeerPlan peer) => !choices.Chance(30)
        ? peer
        : peer with
        {
            WorryAfter = TimeSpan.FromSeconds(3 + choices.Below(30)),
            RetryAfter = choices.Between(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(4)),
            SendsMax = 1 + choices.Below(8),
            ReplayWindow = choices.Of([64, 32, 128, 1_024]),
        };

    private static PeerPlan Newer(Choices choices, PeerPlan peer)
    {
        peer = choices.Chance(30)
            ? peer with
            {
                Traits = choices.Of(
                [
                    IkeTraits.None, IkeTraits.MessageIdSync, IkeTraits.ReplayCounterSync,
                ]),
                Window = choices.Of([1, 2, 5]),
                DeletesRedundant = choices.Chance(30),
                FollowsRedirects = choices.Chance(30),
                TakesTokens = choices.Chance(30),
            }
            : peer;
        return (choices.Chance(30) ? choices.Below(4) : -1) switch
        {
            0 => peer with { IsBehindNat = true },
            1 => peer with { IsOverTcp = true },
            2 => peer with { IsMobile = true },
            3 => peer with { SyncEvery = TimeSpan.FromSeconds(1 + choices.Below(5)) },
            _ => peer,
        };
    }

    private static WorldBuilder Sas(
        Choices choices, WorldBuilder world, Outline outline, string peer, bool isOld)
    {
        var plan = new SaPlan
        {
            Peer = peer,
            Count = outline.IsEachLink ? 1 : 1 + choices.Below(3),
            Suite = isOld ? SaSuite.AesCbcSha256 : choices.Of(
            [
                SaSuite.AesGcm256, SaSuite.AesGcm128, SaSuite.ChaChaPoly, SaSuite.AesCbcSha256,
                SaSuite.AesGcmImplicit,
            ]),
            IsExtended = !isOld && choices.Chance(30),
            KeyExchanges = !isOld && choices.Chance(20) ? 1 + choices.Below(3) : 0,
            RekeyAfter = choices.Chance(20)
                ? TimeSpan.FromSeconds(20 + choices.Below(60)) : null,
            IkeRekeyAfter = !isOld && choices.Chance(10)
                ? TimeSpan.FromSeconds(30 + choices.Below(60)) : null,
            LifeOctets = choices.Chance(10) ? 100_000ul * (1 + (ulong)choices.Below(10)) : null,
            At = TimeSpan.FromSeconds(20 + choices.Below(4)),
        };
        Items<string?> over = outline.IsEachLink
            ? [.. Enumerable.Range(0, outline.Links).Select(Isp)] : [null];
        foreach (var link in over)
        {
            world = world.Sas(peer, set: _ => plan with
            {
                Over = link,
                Remote = link is null ? [] : Behind,
            });
        }

        return world;
    }

    private static WorldBuilder Flows(
        Choices choices, WorldBuilder world, string host, string peer)
    {
        world = world.HostBehind(host, peer);
        foreach (var (from, to) in ((string, string)[])[("host", host), (host, "host")])
        {
            if (choices.Chance(60))
            {
                world = world.Flow(from, to, 1 + choices.Below(40), flow => flow with
                {
                    SizeOctets = choices.Of([100, 28, 576, 1_200]),
                    StartsAt = TimeSpan.FromSeconds(25 + choices.Below(10)),
                });
            }
        }

        return world;
    }

    private static WorldBuilder Spokes(Choices choices, WorldBuilder world, Outline outline)
    {
        if (outline is not { Links: 0, Shape: not Shape.Turns } || outline.IsSynced
            || !choices.Chance(20))
        {
            return world;
        }

        var phase = choices.Of([DmvpnPhase.HubOnly, DmvpnPhase.NextHop, DmvpnPhase.Redirect]);
        return world
            .Spokes(
                "spoke", 1 + choices.Below(3), "backbone", [.. GatewayNames[..outline.Gateways]],
                phase, spoke => spoke with
                {
                    AreAllHubsUsed = !choices.Chance(30),
                    HoldTime = TimeSpan.FromSeconds(choices.Of([60, 30, 600])),
                    BehindNat = choices.Chance(20) ? "nat" : null,
                })
            .Sas("spoke");
    }
}
