using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using Holdfast.Tests.Properties.Codec.Samples;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Tests.Properties.StateMachines.Rri;

/// <summary>What holds for injected routes over all histories: I14, I15 and no leak.</summary>
public sealed class RouteInvariants
{
    private const int Runs = 300;

    private static readonly Config[] Configs =
    [
        RouteWorld.Checked(new()),
        RouteWorld.Checked(new() { DrainFor = TimeSpan.FromTicks(3) }),
        RouteWorld.Checked(new() { WhenContested = ConflictRule.NewestWins }),
    ];

    [Fact]
    public void A_route_exists_while_an_SA_serves_it_and_nothing_leaks_or_flaps_at_any_instant() =>
        ForAll.Cases(
            Runs,
            choices => Enumerable.Range(0, 300).Select(_ => choices.Next()).ToArray(),
            numbers => Run(new Choices(numbers), isBackwards: false));

    /// <summary>The canary: outputs in the wrong order are seen.</summary>
    [Fact]
    public void The_same_look_sees_an_SA_that_goes_before_its_route() => Assert.Contains(
        Enumerable.Range(0, 50),
        seed => Record.Exception(
            () => Run(new Choices(Choices.FromSeed(seed, 300)), isBackwards: true))
                ?.Message.Contains("goes before its route", StringComparison.Ordinal) is true);

    /// <summary>I15, whatever is known of the SAs that a rekey names.</summary>
    [Fact]
    public void A_rekey_takes_no_route_away() => ForAll.Cases(
        Runs,
        choices => (
            Config: choices.Of(Configs),
            History: Moment.DrawMany(choices, Machine.Alphabet.Count)),
        drawn =>
        {
            foreach (var visit in Machine.Walk(drawn.Config, drawn.History))
            {
                if (visit.State is State.Installed)
                {
                    foreach (var isReady in (bool[])[true, false])
                    {
                        var next = Step(
                            drawn.Config, visit.State, visit.Now,
                            new Input.Rekey(1, new(2, 1, new(null, 7), isReady)));
                        Assert.IsType<State.Installed>(next.State);
                        Assert.DoesNotContain(
                            next.Outputs.AsEnumerable(), output => output is Output.Withdraw);
                    }
                }
            }
        });

    /// <summary>What happens to one peer changes no route of another.</summary>
    [Fact]
    public void A_peer_that_dies_changes_no_route_of_another() => ForAll.Cases(
        Runs,
        choices => (Config: choices.Of(Configs), Sas: choices.Below(6) + 1),
        drawn =>
        {
            var world = new RouteWorld(drawn.Config);
            world.Promote();
            for (var sa = 0; sa < drawn.Sas; sa++)
            {
                world.Up(1, [RouteWorld.Prefixes[0], RouteWorld.Prefixes[1]], isReady: true);
                world.Up(2, [RouteWorld.Prefixes[2]], isReady: true);
            }

            var others = world.Routes
                .Where(route => route.Prefix == RouteWorld.Prefixes[2]).ToList();
            Assert.Single(others);
            var state = world.Table.StateOf(0, RouteWorld.Prefixes[2]);
            world.PeerDead(1);
            Assert.Equal(others[0], Assert.Single(world.Routes.ToList()));
            Assert.Equal(state, world.Table.StateOf(0, RouteWorld.Prefixes[2]));
        });

    [Fact]
    public void Ranges_and_their_prefixes_hold_the_same_addresses() => ForAll.Cases(
        Runs,
        choices => (One: choices.Number(32), Other: choices.Number(32)),
        drawn =>
        {
            var first = new HostAddress(Math.Min(drawn.One, drawn.Other), IsIpv6: false);
            var last = new HostAddress(Math.Max(drawn.One, drawn.Other), IsIpv6: false);
            Assert.True(Prefix.TrySplit(first, last, 62, out var prefixes));
            Assert.Equal(first, prefixes[0].Address);
            Assert.Equal(last, prefixes[^1].Last);
            for (var at = 1; at < prefixes.Count; at++)
            {
                Assert.Equal(
                    prefixes[at - 1].Last.Value + UInt128.One, prefixes[at].Address.Value);

                // The fewest: no two neighbours are halves of one prefix.
                Assert.False(
                    prefixes[at].Length == prefixes[at - 1].Length
                    && Prefix.Of(prefixes[at].Address, prefixes[at].Length - 1)
                        .Contains(prefixes[at - 1]));
            }
        });

    [Fact]
    public void After_repair_the_system_has_the_wanted_routes_and_guards() => ForAll.Cases(
        Runs,
        choices =>
        {
            var world = new RouteWorld(choices.Of(Configs));
            world.Promote();
            for (var steps = choices.Below(20); steps > 0; steps--)
            {
                world.Go(choices);
            }

            var actual = RouteWorld.Prefixes
                .Where(_ => choices.Chance(60))
                .Select(prefix => new Route(prefix, new(null, choices.Below(3) + 1), 1, 0, 0))
                .ToList();
            var guards = RouteWorld.Prefixes
                .Where(_ => choices.Chance(60))
                .Select(prefix => new RouteTable.Key(0, prefix)).ToList();
            return (world.Table, Actual: actual, Guards: guards);
        },
        drawn =>
        {
            HashSet<Route> routes = [.. drawn.Actual];
            HashSet<RouteTable.Key> guards = [.. drawn.Guards];
            foreach (var output in drawn.Table.Reconcile(drawn.Actual, drawn.Guards).Outputs)
            {
                var isDone = output switch
                {
                    Output.Guard guard => guards.Add(new(guard.Vrf, guard.Prefix)),
                    Output.Unguard guard => guards.Remove(new(guard.Vrf, guard.Prefix)),
                    Output.Add add => routes.Add(add.Route),
                    Output.Withdraw withdraw => routes.Remove(withdraw.Route),
                    Output.Replace replace =>
                        routes.Remove(replace.Old) && routes.Add(replace.New),
                    Output.Conflict or Output.ConflictEnded or Output.Release or Output.Yield
                        or Output.Refused => false,
                };
                Assert.True(isDone, $"no repair: {output}");
            }

            Assert.Equal(drawn.Table.Routes, routes.OrderBy(route => route.Prefix));
            Assert.Equal(drawn.Table.Guards, guards.Order());
        });

    private static void Run(Choices choices, bool isBackwards)
    {
        var world = new RouteWorld(choices.Of(Configs));
        for (var steps = choices.Below(60) + 1; steps > 0; steps--)
        {
            world.Go(choices, isBackwards);
        }
    }
}
