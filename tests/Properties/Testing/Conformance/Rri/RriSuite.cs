using Holdfast.StateMachines;
using Holdfast.StateMachines.Rri;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.Rri;

namespace Holdfast.Tests.Properties.Testing.Conformance.Rri;

/// <summary>What somebody may get wrong.</summary>
public enum RouteMistake
{
    None,
    AnyDeleteWithdraws,
    KeepsTheLast,
    InjectsOnAStandby,
    DeletesBeforeItAdds,
    ReleasesFirst,
    AddsForEachSa,
    DeletesAnotherForTheOld,
    CountsEachReady,
    NeverReleases,
    ReleasesTheFirst,
    NeverYields,
    YieldsWithTheRoute,
    StaysOverTheDead,
    ReleasesBeforeItReplaces,
    FlapsAtEachSa,
}

/// <summary>The suite of RRI: what it passes, and what it catches.</summary>
public sealed class RriSuite
{
    [Fact]
    public void A_right_implementation_of_somebody_else_passes() => Biting.Passes(
        RriConformance.Of(_ => Foreign(RouteMistake.None)));

    [Fact]
    public void Our_machine_passes() => Biting.Passes(RriConformance.Of(_ => Ours()));

    [Theory]
    [InlineData(
        RouteMistake.AnyDeleteWithdraws, "A_usable_SA_of_the_active_member_has_its_route")]
    [InlineData(RouteMistake.KeepsTheLast, "No_route_stays_without_an_SA")]
    [InlineData(RouteMistake.InjectsOnAStandby, "A_member_that_is_not_active_has_no_route")]
    [InlineData(RouteMistake.DeletesBeforeItAdds, "A_rekey_never_takes_the_route_away")]
    [InlineData(
        RouteMistake.ReleasesFirst, "The_route_goes_before_the_SA_and_the_address")]
    [InlineData(RouteMistake.AddsForEachSa, "A_route_is_added_once_and_withdrawn_once")]
    [InlineData(
        RouteMistake.DeletesAnotherForTheOld, "A_usable_SA_of_the_active_member_has_its_route")]
    [InlineData(
        RouteMistake.CountsEachReady, "No_route_stays_without_an_SA",
        "The_route_leads_over_an_SA_that_is_there")]
    [InlineData(
        RouteMistake.NeverReleases, "An_SA_that_is_to_be_deleted_is_released_and_no_other")]
    [InlineData(
        RouteMistake.ReleasesTheFirst, "An_SA_that_is_to_be_deleted_is_released_and_no_other")]
    [InlineData(
        RouteMistake.NeverYields, "Who_is_demoted_gives_the_address_up_and_nobody_else")]
    [InlineData(
        RouteMistake.YieldsWithTheRoute, "Who_is_demoted_gives_the_address_up_and_nobody_else")]
    [InlineData(RouteMistake.StaysOverTheDead, "The_route_leads_over_an_SA_that_is_there")]
    [InlineData(
        RouteMistake.ReleasesBeforeItReplaces, "The_route_goes_before_the_SA_and_the_address")]
    [InlineData(RouteMistake.FlapsAtEachSa, "A_route_that_is_wanted_stays")]
    public void A_mistake_is_caught_by_the_property_that_should(
        RouteMistake mistake, string property, string? general = null) => Biting.Catches(
            RriConformance.Of(_ => Foreign(mistake)), property, general);

    /// <summary>As somebody else writes it: what there is, compared with what there should be.
    /// </summary>
    private static Subject<RriTold, RriSaid> Foreign(RouteMistake mistake)
    {
        var (isActive, isIn, over, sas) = (false, false, 0, new List<int>());
        return new(
            (_, told) =>
            {
                var said = new List<RriSaid>();
                switch (told)
                {
                    case RriTold.Promoted or RriTold.Demoted:
                        isActive = told is RriTold.Promoted;
                        break;
                    case RriTold.SaReady(var sa):
                        if (!sas.Contains(sa) || mistake == RouteMistake.CountsEachReady)
                        {
                            sas.Add(sa);
                        }

                        if (isIn && mistake == RouteMistake.AddsForEachSa)
                        {
                            said.Add(new RriSaid.Add(over));
                        }

                        if (isIn && mistake == RouteMistake.FlapsAtEachSa)
                        {
                            said.AddRange([new RriSaid.Withdraw(), new RriSaid.Add(over)]);
                        }

                        break;
                    case RriTold.ToBeDeleted(var sa):
                        if (!sas.Remove(sa) && sas.Count > 0
                            && mistake == RouteMistake.DeletesAnotherForTheOld)
                        {
                            sas.RemoveAt(0);
                        }

                        break;
                    case RriTold.Lost(var sa):
                        sas.Remove(sa);
                        break;
                    case RriTold.Rekeyed(var old, var sa):
                        sas.Remove(old);
                        sas.Add(sa);
                        if (isIn && mistake == RouteMistake.DeletesBeforeItAdds)
                        {
                            over = sa;
                            said.AddRange([new RriSaid.Withdraw(), new RriSaid.Add(sa)]);
                        }

                        break;
                }

                var wanted = (isActive || mistake == RouteMistake.InjectsOnAStandby)
                    && (sas.Count > 0 || (isIn && mistake == RouteMistake.KeepsTheLast))
                    && !(told is RriTold.ToBeDeleted
                        && mistake == RouteMistake.AnyDeleteWithdraws);
                if (wanted != isIn)
                {
                    over = wanted ? sas.FirstOrDefault() : 0;
                    said.Add(wanted ? new RriSaid.Add(over) : new RriSaid.Withdraw());
                    if (!wanted && mistake == RouteMistake.YieldsWithTheRoute
                        && told is not RriTold.Demoted)
                    {
                        said.Add(new RriSaid.Yield());
                    }

                    isIn = wanted;
                }
                else if (isIn && sas.Count > 0 && !sas.Contains(over)
                    && mistake != RouteMistake.StaysOverTheDead)
                {
                    over = sas[0];
                    said.Add(new RriSaid.Replace(over));
                }

                RriSaid? after = told switch
                {
                    RriTold.ToBeDeleted(var sa) => mistake switch
                    {
                        RouteMistake.NeverReleases => null,
                        RouteMistake.ReleasesTheFirst => new RriSaid.Release(1),
                        _ => new RriSaid.Release(sa),
                    },
                    RriTold.Demoted when mistake != RouteMistake.NeverYields =>
                        new RriSaid.Yield(),
                    _ => null,
                };
                if (after is not null)
                {
                    var isEarly = mistake == RouteMistake.ReleasesFirst
                        || (mistake == RouteMistake.ReleasesBeforeItReplaces
                            && said is [.., RriSaid.Replace]);
                    said.Insert(isEarly ? 0 : said.Count, after);
                }

                return said;
            },
            static () => null);
    }

    /// <summary>Our machine; after a promotion a shell says which SAs have safe counters.</summary>
    private static Subject<RriTold, RriSaid> Ours()
    {
        Assert.True(ReverseRouteInjection.Config.TryCreate(
            new() { Prefix = Prefix.Parse("10.1.0.0/16") }, out var config, out _));
        var machine = ReverseRouteInjection.Machine;
        var state = machine.Initial(config, Instant.Zero);
        var sas = new List<int>();
        return new(
            (now, told) =>
            {
                var said = new List<RriSaid>();
                foreach (var input in Inputs(sas, told))
                {
                    var next = machine.Step(config, state, Instant.Zero + now, input);
                    state = next.State;
                    said.AddRange(next.Outputs.AsEnumerable().SelectMany(Said));
                }

                return said;
            },
            () => machine.Deadline(config, state) - Instant.Zero);
    }

    private static ReverseRouteInjection.Input[] Inputs(List<int> sas, RriTold told)
    {
        switch (told)
        {
            case RriTold.Promoted:
                return
                [
                    new ReverseRouteInjection.Input.Promoted(),
                    .. sas.Select(sa => new ReverseRouteInjection.Input.SaReady((ulong)sa)),
                ];
            case RriTold.Demoted:
                return [new ReverseRouteInjection.Input.Demoted(IsFenced: false)];
            case RriTold.SaReady(var sa):
                _ = sas.Remove(sa);
                sas.Add(sa);
                return [new ReverseRouteInjection.Input.SaUp(Claim(sa))];
            case RriTold.ToBeDeleted(var sa):
                sas.Remove(sa);
                return [new ReverseRouteInjection.Input.SaDown((ulong)sa)];
            case RriTold.Lost(var sa):
                sas.Remove(sa);
                return [new ReverseRouteInjection.Input.SaLost((ulong)sa)];
            case RriTold.Rekeyed(var old, var sa):
                sas.Remove(old);
                sas.Add(sa);
                return [new ReverseRouteInjection.Input.Rekey((ulong)old, Claim(sa))];
            default:
                return [new ReverseRouteInjection.Input.Tick()];
        }
    }

    private static ReverseRouteInjection.Claim Claim(int sa) => new(
        (ulong)sa, Peer: 7, new(HostAddress.Parse("192.0.2.9"), sa), IsReady: true);

    private static IEnumerable<RriSaid> Said(ReverseRouteInjection.Output output) =>
        output switch
        {
            ReverseRouteInjection.Output.Add(var route) =>
                [new RriSaid.Add(route.Via.Interface)],
            ReverseRouteInjection.Output.Withdraw => [new RriSaid.Withdraw()],
            ReverseRouteInjection.Output.Replace(_, var route) =>
                [new RriSaid.Replace(route.Via.Interface)],
            ReverseRouteInjection.Output.Release(var sa) => [new RriSaid.Release((int)sa)],
            ReverseRouteInjection.Output.Yield => [new RriSaid.Yield()],
            _ => [],
        };
}
