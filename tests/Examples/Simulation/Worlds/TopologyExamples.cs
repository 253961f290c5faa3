using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Examples.Simulation.Worlds;

/// <summary>The topologies: that each stands, and falls without what it needs.</summary>
public sealed class TopologyExamples
{
    public static TheoryData<string> Names => [.. Topologies.All.Select(one => one.Name)];

    [Fact]
    public void Every_topology_of_the_seed_is_there() => Assert.Equal(
        [
            "one-gateway", "redundant-gateways", "hsrp-rri", "front-back", "stateful-pair",
            "load-shared", "dual-access-single-identity", "dual-access-two-identities",
            "loopback-termination", "asymmetric-return", "dmvpn-phase-1", "dmvpn-phase-2",
            "dmvpn-phase-3", "site-to-site-ikev1", "stateful-pair-ikev1",
        ],
        Topologies.All.Select(one => one.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_topology_stands_and_is_read_as_it_was_written(string name)
    {
        var scenario = new WorldScenario(Topologies.Named(name)!, FaultPlan.None);
        Assert.Null(WorldScenarioJson.Wrong(scenario));
        Assert.Equal(scenario, WorldTexts.Read(WorldTexts.Write(scenario)));
        Assert.NotEmpty(scenario.World.Flows);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_two_addresses_of_a_topology_are_one(string name)
    {
        var plan = Topologies.Named(name)!;
        var addresses = new PlanAddresses(plan);
        var all = plan.Links.Select(link => addresses.Of(link.Name))
            .Concat(plan.Gateways.SelectMany(gateway => new[]
            {
                addresses.Virtual(gateway.Name, gateway.Front),
                addresses.Virtual(gateway.Name, gateway.Back),
                addresses.Loopback(gateway.Name),
            }))
            .Concat(plan.Hosts.Where(host => host.Behind is not null)
                .Select(host => addresses.Host(host.Name)))
            .ToArray();
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_host_behind_a_peer_is_in_what_an_SA_protects(string name)
    {
        var plan = Topologies.Named(name)!;
        var addresses = new PlanAddresses(plan);
        Assert.All(plan.Hosts.Where(host => host.Behind is not null), host =>
        {
            var behind = addresses.Behind(host.Behind!, Sa(plan, host.Behind!), 0)[0];
            var address = addresses.Host(host.Name);
            Assert.True(address >= behind.Address && address <= behind.Last, $"{address}");
        });
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Members_of_a_gateway_differ_in_address_and_number_alone_and_agree_on_the_rest(
        string name)
    {
        var plan = Topologies.Named(name)!;
        var addresses = new PlanAddresses(plan);
        foreach (var gateway in plan.Gateways)
        {
            var all = gateway.Members.Select(member => ClusterMemberConfig.Of(MemberSettings.Of(
                plan, addresses, gateway, plan.Member(member)!)).Set).ToArray();
            Assert.Single(all.Select(one => one.Members).Distinct());
            Assert.Single(all.Select(one => one.Peers).Distinct());
            Assert.Single(all.Select(one => one.Hsrp.Front.VirtualAddress).Distinct());
            Assert.Equal(all.Length, all.Select(one => one.Hsrp.Front.Priority).Distinct().Count());
            Assert.Equal(all.Length, all.Select(one => one.Hsrp.Back.Address).Distinct().Count());
        }
    }

    [Theory]
    [InlineData("one-gateway")]
    [InlineData("stateful-pair")]
    public void Without_any_of_its_links_it_falls(string name)
    {
        var plan = Topologies.Named(name)!;
        for (var at = 0; at < plan.Links.Count; at++)
        {
            Assert.NotNull(PlanCheck.Wrong(plan with { Links = plan.Links.Without(at) }));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Without_its_SAs_or_its_routers_its_flows_have_no_path(string name)
    {
        var plan = Topologies.Named(name)!;
        Assert.StartsWith(
            "Flows[0].To", PlanCheck.Wrong(plan with { Sas = default })?.Name,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Flows[0].To", PlanCheck.Wrong(plan with { Routing = new() })?.Name,
            StringComparison.Ordinal);
    }

    /// <summary>RFC 5880 §4.1: intervals are told in microseconds.</summary>
    [Fact]
    public void An_interval_of_BFD_is_whole_microseconds()
    {
        var plan = Topologies.StatefulPair;
        ConfigError? With(long ticks) => PlanCheck.Wrong(plan with
        {
            Routing = plan.Routing with { Bfd = new() { Interval = new(ticks) } },
        });

        Assert.Null(With(10_000));
        Assert.Equal("Routing.Bfd.Interval", With(10_005)?.Name);
    }

    [Fact]
    public void A_builder_that_cannot_stand_says_why()
    {
        var wrong = Assert.Throws<ArgumentException>(
            () => new WorldBuilder(Topologies.OneGateway).Flow("host", "nobody", 1).Build());
        Assert.Contains("Flows[2].To is nobody", wrong.Message, StringComparison.Ordinal);
        wrong = Assert.Throws<ArgumentException>(
            () => new WorldBuilder(Topologies.OneGateway).Flow("host", "behind-carol", 0).Build());
        Assert.Contains(
            "$.world.flows[2].packets_per_second", wrong.Message, StringComparison.Ordinal);
    }

    private static int Sa(WorldPlan plan, string peer)
    {
        for (var at = 0; at < plan.Sas.Count; at++)
        {
            if (plan.PeersOf(plan.Sas[at].Peer).Contains(peer))
            {
                return at;
            }
        }

        throw new InvalidOperationException($"no SAs with {peer}");
    }
}
