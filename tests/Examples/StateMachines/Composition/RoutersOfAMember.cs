using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Nhrp;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>Where a router of NHRP is, and whether an SA with it stands.</summary>
public sealed class RoutersOfAMember
{
    private static readonly HostAddress Far = HostAddress.Parse("10.8.0.1");
    private static readonly HostAddress Hub = HostAddress.Parse("192.0.2.77");
    private static readonly HostAddress Elsewhere = HostAddress.Parse("198.51.100.7");

    [Fact]
    public void A_router_has_any_of_the_addresses_of_its_peer()
    {
        var world = Running([Elsewhere, Hub]);

        Assert.Contains("alice: SendRequest", world.ReadLog(), StringComparison.Ordinal);
        Assert.IsType<NhrpRegistration.State.Asking>(Registration(world));
    }

    [Fact]
    public void A_router_without_an_address_in_the_configuration_is_where_it_is_seen()
    {
        var world = Running([]);
        Assert.IsType<NhrpRegistration.State.Down>(Registration(world));

        world.Do(0, new Input.PeerSeen(ClusterWorld.Carol, Hub));
        Assert.IsType<NhrpRegistration.State.Asking>(Registration(world));

        world.Do(0, new Input.AtRegistration(Hub, new NhrpRegistration.Input.Accepted(1)));
        world.Do(0, new Input.AtShortcut(Far, new NhrpShortcut.Input.Redirected()));
        world.Do(0, new Input.AtShortcut(Far, new NhrpShortcut.Input.Resolved(
            1, new(Far, 32, Hub), TimeSpan.FromMinutes(5))));
        Assert.IsType<NhrpShortcut.State.Live>(world[0]!.State.Nhrp!.Find(Far)!.State);

        // I34: with its last SA the shortcut goes.
        world.Replicate(0, new SaReplication.Input.Propose(
            701, [new Change.ChildDown(ClusterWorld.CarolChild)], null, KeyHandle.None));
        world.Settle();
        Assert.IsType<NhrpRegistration.State.Down>(Registration(world));
        Assert.IsNotType<NhrpShortcut.State.Live>(world[0]!.State.Nhrp!.Find(Far)!.State);
    }

    [Fact]
    public void A_router_stays_up_with_the_second_of_two_SAs()
    {
        var world = Running([Hub]);
        var other = new IkeSaId(new(0x103), new(0x204));
        var carol = world[0]!.State.Replication.Replica.Sas.Ikes.Find(ClusterWorld.Carol.Key)!;
        var child = ClusterWorld.Child(new(0x0100_0302), 22) with { Ike = other };
        Propose(
            701, new Change.IkeUp(carol with { Id = other, Keys = new(21), Children = [] }),
            new Change.ChildUp(child));
        Assert.Equal(2, world[0]!.State.Sas.Count);

        Propose(702, new Change.ChildDown(ClusterWorld.CarolChild));
        Assert.IsType<NhrpRegistration.State.Asking>(Registration(world));
        Propose(703, new Change.ChildDown(child.Inbound));
        Assert.IsType<NhrpRegistration.State.Down>(Registration(world));

        void Propose(ulong ticket, params Items<Change> changes)
        {
            world.Replicate(0, new SaReplication.Input.Propose(
                ticket, changes, null, KeyHandle.None));
            world.Settle();
        }
    }

    [Fact]
    public void A_spoke_that_is_seen_elsewhere_is_registered_at_its_old_address_no_longer()
    {
        var world = Running([Hub]);
        world.Do(0, new Input.AtHub(new NhrpServer.Input.Registers(
            1, Far, Hub, TimeSpan.FromMinutes(5))));
        Assert.Single(world[0]!.State.Nhrp!.Hub!.Spokes);

        world.Do(0, new Input.PeerSeen(ClusterWorld.Carol, Hub));
        Assert.Single(world[0]!.State.Nhrp!.Hub!.Spokes);

        world.Do(0, new Input.PeerSeen(ClusterWorld.Carol, Elsewhere));
        Assert.Empty(world[0]!.State.Nhrp!.Hub!.Spokes);
        Assert.IsType<NhrpRegistration.State.Down>(Registration(world));

        world.Do(0, new Input.PeerSeen(ClusterWorld.Carol, Hub));
        Assert.IsType<NhrpRegistration.State.Asking>(Registration(world));
    }

    [Fact]
    public void Where_a_peer_was_seen_is_known_in_one_reign_alone()
    {
        var world = Running([]);
        world.Do(0, new Input.PeerSeen(ClusterWorld.Carol, Hub));
        world.Crash(0);
        world.Run(10);

        Assert.True(world[1]!.State.IsOpen);
        Assert.Null(Assert.Single(world[1]!.State.Sas).SeenAt);
        Assert.IsType<NhrpRegistration.State.Down>(
            world[1]!.State.Nhrp!.Registrations[0]);
    }

    [Fact]
    public void A_peer_without_a_CHILD_SA_is_no_router_wherever_it_is_seen()
    {
        var world = Running([]);
        world.Replicate(0, new SaReplication.Input.Propose(
            701, [new Change.ChildDown(ClusterWorld.CarolChild)], null, KeyHandle.None));
        world.Settle();
        world.Do(0, new Input.PeerSeen(ClusterWorld.Carol, Hub));

        Assert.IsType<NhrpRegistration.State.Down>(Registration(world));
    }

    /// <summary>A hub, a spoke of hubs, ways past them: each with the others or alone.</summary>
    [Fact]
    public void A_member_has_the_machines_of_NHRP_that_its_configuration_has()
    {
        for (var which = 0; which < 8; which++)
        {
            var (isHub, isSpoke, hasWays) = (
                (which & 1) != 0, (which & 2) != 0, (which & 4) != 0);
            var config = ClusterSettings.Started(
                ClusterSettings.Of(1) with
                {
                    Nhrp = new()
                    {
                        Server = isHub ? new() : null,
                        Registration = isSpoke ? new() : null,
                        Hubs = isSpoke ? [Hub, Elsewhere] : [],
                        Shortcut = hasWays ? new() : null,
                    },
                },
                1, 1, Epoch.None);
            var nhrp = NhrpMachines.Initial(config, Instant.Zero);
            Assert.Equal(which == 0, nhrp is null);
            Assert.Equal(isHub, nhrp?.Hub is not null);
            Assert.Equal(isSpoke ? 2 : 0, nhrp?.Registrations.Count ?? 0);
            Assert.Equal(hasWays, config.NhrpShortcut is not null);
        }
    }

    private static NhrpRegistration.State Registration(ClusterWorld world) =>
        world[0]!.State.Nhrp!.Registrations[0];

    /// <summary>Carol is a peer with these addresses in the configuration.</summary>
    private static ClusterWorld Running(Items<HostAddress> addresses)
    {
        var world = new ClusterWorld(self => ClusterSettings.WithAll(self) with
        {
            Peers =
            [
                new() { Name = "carol", Identity = new("carol"u8), Addresses = addresses },
            ],
        }).Start(0).Start(1);
        world.Run(20);
        world.Establish(0);
        world.Run(1);
        return world;
    }
}
