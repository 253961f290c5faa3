using Holdfast.StateMachines;
using Holdfast.StateMachines.Balance;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Dpd;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Links;
using Holdfast.StateMachines.Liveness;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Redirection;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <content>The histories of two members in which situations are looked for.</content>
internal static partial class ClusterSituations
{
    /// <summary>Looks at a step of a member.</summary>
    internal delegate void Seen(
        ClusterWorld world, ClusterWorld.Host host, State before, Input input);

    /// <summary>All of them, by their names.</summary>
    internal static IEnumerable<(string Name, Action<Seen> Play)> Histories() =>
    [
        ("silence-over-ikev2", look =>
        {
            // The peer is silent, over IKEv2, while it is to go elsewhere.
            var world = Running(look);
            world.CarolLives = false;
            world.Do(0, new Input.ClientUnwanted(
                ClusterWorld.Carol, GatewayName.From(HostAddress.Parse("192.0.2.102"))));
            world.Run(90);
        }),
        ("silence-over-ikev1", look =>
        {
            // The peer is silent, over IKEv1: nobody wants to send, and then somebody does.
            var world = Watched(look);
            world.Run(20);
            world.Establish(0, IkeTraits.Version1 | IkeTraits.DeadPeerDetection);
            world.Run(1);
            world.CarolLives = false;
            world.Run(40);
            world.Do(0, new Input.AtDpd(
                ClusterWorld.Carol, new DeadPeerDetection.Input.Outbound()));
            world.Run(240);
        }),
        ("ikev1-without-dpd", look =>
        {
            // A peer of IKEv1 without DPD.
            var world = Watched(look);
            world.Run(20);
            world.Establish(0, IkeTraits.Version1);
            world.Run(1);
        }),
        ("client-goes", look =>
        {
            // The client goes elsewhere in time.
            var world = Running(look);
            world.Do(0, new Input.ClientUnwanted(
                ClusterWorld.Carol, GatewayName.From(HostAddress.Parse("192.0.2.102"))));
            world.Do(0, new Input.WorkEnded(
                PacedWork.Work.Redirect, ClusterWorld.Carol, null, IsDone: true));
            world.Run(60);
        }),
        ("token-without-room", look =>
        {
            // The peer shows its token, and its SAs cannot be given up: the log has no room.
            var world = Running(look, Hasty);
            world.Do(0, new Input.AtTokenTaker(
                ClusterWorld.Carol, new TokenTaker.Input.Given(new(0x77))));
            Crowd(world);
            world.Do(0, new Input.AtTokenTaker(
                ClusterWorld.Carol, new TokenTaker.Input.Shown(
                    IsRight: true, TokenTaker.Source.Peer)));
            world.Do(0, new Input.AtTokenTaker(
                ClusterWorld.Carol, new TokenTaker.Input.Traffic()));
            world.Run(10);
        }),
        ("client-gone-without-room", look =>
        {
            // The same when a client has gone, a request was never answered, a peer is dead.
            var world = Running(look, Hasty);
            world.Do(0, new Input.ClientUnwanted(
                ClusterWorld.Carol, GatewayName.From(HostAddress.Parse("192.0.2.102"))));
            world.Do(0, new Input.WorkEnded(
                PacedWork.Work.Redirect, ClusterWorld.Carol, null, IsDone: true));
            Crowd(world);
            world.Run(10);
        }),
        ("request-without-room", look =>
        {
            var world = Running(look, Hasty);
            world.CarolLives = false;
            world.Do(0, new Input.AtMessageIds(
                ClusterWorld.Carol, new MessageIds.Input.Wanted()));
            world.Settle();
            Crowd(world);
            world.Run(10);
        }),
        ("dead-peer-without-room", look =>
        {
            var world = Watched(look, Hasty);
            world.Run(20);
            world.Establish(0, IkeTraits.Version1 | IkeTraits.DeadPeerDetection);
            world.CarolLives = false;
            world.Run(3);
            world.Do(0, new Input.AtDpd(
                ClusterWorld.Carol, new DeadPeerDetection.Input.Outbound()));
            world.Settle();
            Crowd(world);
            world.Run(10);
        }),
        ("drain-and-return", look =>
        {
            var world = Running(look);
            world.Do(0, new Input.AtMessageIds(
                ClusterWorld.Carol, new MessageIds.Input.Wanted()));
            world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
            world.Run(20);
            world.Do(0, new Input.AtDrain(new MemberDrain.Input.Remain()));
            world.Run(20);
        }),
        ("lost-vote", look =>
        {
            var world = Running(look);
            world.Replicate(0, new SaReplication.Input.LostVote());
            world.Run(20);
        }),
        ("stale-takeover", look =>
        {
            // A standby that is stale takes over, and the peer does not answer.
            var world = Running(look);
            world.Cuts.Add(ClusterWorld.Segment.Sync);
            world.Run(6);
            world.CarolLives = false;
            world.Crash(0);
            world.Run(60);
        }),
        ("synced-takeover-and-return", look =>
        {
            // A synced one takes over; the other one comes back.
            var world = Running(look);
            world.Crash(0);
            world.Run(10);
            world.Start(0);
            world.Run(30);
        }),
        ("two-reigns", look =>
        {
            // Both reign, and one of them gives up.
            var world = Running(look);
            world.Cuts.UnionWith(Enum.GetValues<ClusterWorld.Segment>());
            world.Run(30);
            world.Cuts.Clear();
            world.Connect();
            world.Run(20);
        }),
        ("long-sleep", look =>
        {
            // Whoever reigns sleeps longer than it may.
            var world = Running(look);
            world.Sleep(30);
            world.Run(20);
        }),
        ("side-disabled", look =>
        {
            var world = Running(look);
            world.Do(0, new Input.AtFirstHop(HsrpPair.Side.Back, new HsrpGroup.Input.Disable()));
            world.Run(20);
        }),
        ("drain-behind-a-cut", look =>
        {
            // A drain while the successor lacks something, with routes that drain.
            var world = Running(look, Spare);
            world.Cuts.Add(ClusterWorld.Segment.Sync);
            world.Lease(0, 300);
            world.Do(0, new Input.AtDrain(new MemberDrain.Input.Leave()));
            world.Run(2.5);
            world.Cuts.Clear();
            world.Connect();
            world.Run(20);
        }),
        ("access-links", look =>
        {
            // One of two access links fails, then the other one; checks on demand, one at a time.
            var world = Running(look, Spare);
            world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(1, Works: true)));
            world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(0, Works: false)));
            world.Run(40);
            for (var times = 0; times < 2; times++)
            {
                world.Do(0, new Input.AtLiveness(
                    ClusterWorld.Carol, new LivenessCheck.Input.Outbound()));
                world.Run(0.6);
            }

            world.Do(0, new Input.AtLinks(new LinkSelection.Input.Carrier(1, Works: false)));
            world.Run(1);
        }),
        ("request-never-answered", look =>
        {
            // A request of ours is never answered.
            var world = Running(look);
            world.CarolLives = false;
            world.Do(0, new Input.AtMessageIds(
                ClusterWorld.Carol, new MessageIds.Input.Wanted()));
            world.Run(400);
        }),
        ("made-anew", look =>
        {
            // What is taken over stale, and cannot be synchronised, is made anew.
            var world = Watched(look);
            world.Run(20);
            world.Establish(0, IkeTraits.None);
            world.Run(1);
            world.Cuts.Add(ClusterWorld.Segment.Sync);
            world.Run(6);
            world.Crash(0);
            world.Run(10);
        }),
        ("registration", look =>
        {
            // A registration is renewed.
            var world = Running(look);
            world.Do(0, new Input.AtRegistration(
                HostAddress.From([192, 0, 2, 77]), new NhrpRegistration.Input.Accepted(1)));
            world.Run(300);
        }),
        ("shortcuts", look =>
        {
            // Two ways past the hub: one is asked for anew, the other one comes to nothing.
            var world = Running(look);
            var far = HostAddress.From([10, 8, 0, 1]);
            world.Do(0, new Input.AtShortcut(far, new NhrpShortcut.Input.Redirected()));
            Resolve(world, far);
            world.Run(240);
            world.Do(0, new Input.AtShortcut(far, new NhrpShortcut.Input.Traffic()));
            world.Run(200);
        }),
    ];

    private static void Resolve(ClusterWorld world, HostAddress far)
    {
        if (world[0]!.State.Nhrp!.Find(far)?.State is NhrpShortcut.State.Resolving asking)
        {
            world.Do(0, new Input.AtShortcut(far, new NhrpShortcut.Input.Resolved(
                asking.Id, new(far, 32, HostAddress.From([192, 0, 2, 77])),
                TimeSpan.FromMinutes(5))));
        }
    }

    /// <summary>What is proposed from now on finds no room, until nobody is waited for.</summary>
    private static void Crowd(ClusterWorld world)
    {
        world.Cuts.Add(ClusterWorld.Segment.Sync);
        world.Lease(0, 300);
        world.Lease(0, 500);
    }

    /// <summary>Everything is given up after a second, and the log takes two facts.</summary>
    private static ClusterMemberConfig.Settings Hasty(byte self) =>
        ClusterSettings.WithAll(self) with
        {
            Replication = ClusterSettings.WithAll(self).Replication with { OpenMax = 2 },
            Dpd = new()
            {
                WorryAfter = TimeSpan.FromSeconds(2),
                RetryAfter = TimeSpan.FromSeconds(1),
                ProbesMax = 1,
            },
            MessageIds = new() { RetryAfter = TimeSpan.FromSeconds(1), SendsMax = 1 },
            Redirection = new() { DeleteAfter = TimeSpan.FromSeconds(1) },
        };

    /// <summary>Two access links, checks on demand and one a second, routes that drain.</summary>
    private static ClusterMemberConfig.Settings Spare(byte self) =>
        ClusterSettings.WithAll(self) with
        {
            Links = new()
            {
                Names = ["first", "second"],
                HoldDown = TimeSpan.Zero,
            },
            Checks = new() { ChecksPerSecond = 1, Burst = 1 },
            Liveness = new()
            {
                Mode = LivenessCheck.Mode.OnDemand,
                IdleAfter = TimeSpan.FromMilliseconds(500),
                HintsIgnoredFor = TimeSpan.FromMilliseconds(500),
            },
            Routes = new()
            {
                StaticVia = new(null, 7),
                DrainFor = TimeSpan.FromSeconds(2),
            },
        };

    private static ClusterWorld Running(
        Seen look,
        Func<byte, ClusterMemberConfig.Settings>? settings = null)
    {
        var world = Watched(look, settings);
        world.Run(20);
        world.Establish(0, IkeTraits.MessageIdSync | IkeTraits.FollowsRedirects);
        world.Run(1);
        return world;
    }

    private static ClusterWorld Watched(
        Seen look,
        Func<byte, ClusterMemberConfig.Settings>? settings = null)
    {
        var world = new ClusterWorld(settings ?? ClusterSettings.WithAll);
        world.OnStep = (host, before, input) => look(world, host, before, input);
        return world.Start(0).Start(1);
    }
}
