using Holdfast.Testing.Draws;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Rri.RriSettings,
    Holdfast.Testing.Conformance.Rri.RriTold,
    Holdfast.Testing.Conformance.Rri.RriSaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.Rri.RriTold,
    Holdfast.Testing.Conformance.Rri.RriSaid>;

namespace Holdfast.Testing.Conformance.Rri;

/// <summary>
/// Reverse Route Injection for one prefix: the route is there exactly while an SA for it is usable
/// and this member active. RFC 7296 says that SAs that are named in a Delete are closed, and that a
/// rekey leaves time to switch traffic over. Of the route itself, and of when a member gives an
/// address up, no RFC says anything: those are Holdfast's invariants, by docs/adr/0010.
/// </summary>
public static class RriConformance
{
    private const string NoRfc = "no RFC, ADR 10";

    /// <summary>The properties, for an implementation.</summary>
    /// <param name="make">Makes it anew for each case: a standby without SAs.</param>
    public static ConformanceSuite Of(Func<RriSettings, Subject<RriTold, RriSaid>> make) =>
        new Stage<RriSettings, RriTold, RriSaid>
        {
            Name = "RRI",
            Make = make,
            Config = static choices => new("10.1.0.0/16"),
            Letters = 15,
            Letter = Letter,
            Gaps = static _ => [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)],
            Calm = static _ => TimeSpan.FromMinutes(5),
            Tick = new RriTold.Tick(),
        }.Suite(
            new(
                "A_usable_SA_of_the_active_member_has_its_route", NoRfc, "I14",
                static game => AfterEach(game, static at =>
                    at.IsActive && at.Sas.Count > 0 && !at.HasRoute ? "no route" : null)),
            new(
                "No_route_stays_without_an_SA", NoRfc, "I14",
                static game => AfterEach(game, static at =>
                    at.HasRoute && at.IsActive && at.Sas.Count == 0 ? "a route to nowhere" : null)),
            new(
                "A_member_that_is_not_active_has_no_route", NoRfc, "I14",
                static game => AfterEach(game, static at =>
                    at.HasRoute && !at.IsActive ? "a route through a standby" : null)),
            new("A_rekey_never_takes_the_route_away", "RFC 7296 §2.8", "I15", Flaps),
            new("A_route_that_is_wanted_stays", NoRfc, "I15", FlapsUnasked),
            new("The_route_leads_over_an_SA_that_is_there", NoRfc, "I14",
                static game => AfterEach(game, static at =>
                    at.HasRoute && at.IsActive && at.Sas.Count > 0 && at.Over != 0
                    && !at.Sas.Contains(at.Over) ? $"a route over SA {at.Over}" : null)),
            new("The_route_goes_before_the_SA_and_the_address", NoRfc, "I14", WrongOrder),
            new("A_route_is_added_once_and_withdrawn_once", NoRfc, "I14", Doubled),
            new(
                "An_SA_that_is_to_be_deleted_is_released_and_no_other", "RFC 7296 §1.4.1", "I14",
                Kept),
            new("Who_is_demoted_gives_the_address_up_and_nobody_else", NoRfc, "I14", Held));

    private static RriTold? Letter(
        RriSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var sas = Standing(lines);
        var next = 1 + lines.Select(line => line.Told switch
        {
            RriTold.SaReady(var sa) => sa,
            RriTold.Rekeyed(_, var sa) => sa,
            _ => 0,
        }).DefaultIfEmpty().Max();
        var isActive = lines.Select(line => line.Told).LastOrDefault(
            told => told is RriTold.Promoted or RriTold.Demoted) is RriTold.Promoted;
        return letter switch
        {
            0 or 1 => isActive ? null : new RriTold.Promoted(),
            2 or 3 or 4 => new RriTold.SaReady(next),
            5 => sas.Count > 0 ? new RriTold.ToBeDeleted(sas[^1]) : null,
            6 => sas.Count > 0 ? new RriTold.ToBeDeleted(sas[0]) : null,
            7 => sas.Count > 0 ? new RriTold.Lost(sas[0]) : null,
            8 => sas.Count > 0 ? new RriTold.Rekeyed(sas[0], next) : null,
            9 => isActive ? new RriTold.Demoted() : null,
            10 or 11 => Replaced(lines) is [.., var old] ? new RriTold.ToBeDeleted(old) : null,
            12 => Deleted(lines) is [.., var gone] ? new RriTold.Lost(gone) : null,
            13 => sas.Count > 0 ? new RriTold.SaReady(sas[0]) : null,
            _ => isActive ? new RriTold.Promoted() : new RriTold.Demoted(),
        };
    }

    /// <summary>SAs whose place others have taken, and which are there still.</summary>
    private static int[] Replaced(IReadOnlyList<LogLine> lines) =>
    [
        .. lines.Select(line => line.Told).OfType<RriTold.Rekeyed>().Select(told => told.Old)
            .Except(Deleted(lines)),
    ];

    private static int[] Deleted(IReadOnlyList<LogLine> lines) =>
        [.. lines.Select(line => line.Told).OfType<RriTold.ToBeDeleted>().Select(told => told.Sa)];

    private static List<int> Standing(IEnumerable<LogLine> lines)
    {
        var sas = new List<int>();
        foreach (var line in lines)
        {
            Apply(sas, line.Told);
        }

        return sas;
    }

    private static void Apply(List<int> sas, RriTold told)
    {
        switch (told)
        {
            case RriTold.SaReady(var sa):
                _ = sas.Remove(sa);
                sas.Add(sa);
                break;
            case RriTold.ToBeDeleted(var sa):
                sas.Remove(sa);
                break;
            case RriTold.Lost(var sa):
                sas.Remove(sa);
                break;
            case RriTold.Rekeyed(var old, var sa):
                sas.Remove(old);
                sas.Add(sa);
                break;
            case RriTold.Promoted or RriTold.Demoted or RriTold.Tick:
                break;
        }
    }

    private readonly record struct Moment(bool IsActive, List<int> Sas, bool HasRoute, int Over);

    private static string? AfterEach(Game game, Func<Moment, string?> wrong)
    {
        var (isActive, hasRoute, over, sas) = (false, false, 0, new List<int>());
        foreach (var line in game.Lines)
        {
            isActive = line.Told switch
            {
                RriTold.Promoted => true,
                RriTold.Demoted => false,
                _ => isActive,
            };
            Apply(sas, line.Told);
            foreach (var said in line.Said)
            {
                (hasRoute, over) = said switch
                {
                    RriSaid.Add(var sa) => (true, sa),
                    RriSaid.Replace(var sa) => (hasRoute, sa),
                    RriSaid.Withdraw => (false, 0),
                    RriSaid.Release or RriSaid.Yield => (hasRoute, over),
                };
            }

            if (wrong(new(isActive, sas, hasRoute, over)) is { } why)
            {
                return $"{why}, after {line.Told} at {Instants.Text(line.At)}";
            }
        }

        return null;
    }

    private static string? Flaps(Game game) =>
        game.Lines.Any(line => line.Told is RriTold.Rekeyed
            && line.Said.OfType<RriSaid.Withdraw>().Any())
            ? "the route is withdrawn by a rekey"
            : null;

    /// <summary>Withdrawn and added again, where it was wanted before and behind.</summary>
    private static string? FlapsUnasked(Game game)
    {
        var (isActive, sas) = (false, new List<int>());
        foreach (var line in game.Lines)
        {
            var wasWanted = isActive && sas.Count > 0;
            isActive = line.Told switch
            {
                RriTold.Promoted => true,
                RriTold.Demoted => false,
                _ => isActive,
            };
            Apply(sas, line.Told);
            if (wasWanted && isActive && sas.Count > 0 && line.Told is not RriTold.Rekeyed
                && line.Said.OfType<RriSaid.Withdraw>().Any()
                && line.Said.OfType<RriSaid.Add>().Any())
            {
                return $"the route is withdrawn and added again, after {line.Told} at "
                    + Instants.Text(line.At);
            }
        }

        return null;
    }

    private static string? WrongOrder(Game game)
    {
        var (hasRoute, over) = (false, 0);
        foreach (var line in game.Lines)
        {
            for (var at = 0; at < line.Said.Count; at++)
            {
                (hasRoute, over) = line.Said[at] switch
                {
                    RriSaid.Add(var sa) => (true, sa),
                    RriSaid.Replace(var sa) => (hasRoute, sa),
                    RriSaid.Withdraw => (false, 0),
                    RriSaid.Release or RriSaid.Yield => (hasRoute, over),
                };
                var rest = line.Said.Skip(at + 1);
                if (hasRoute && line.Said[at] is (RriSaid.Release or RriSaid.Yield)
                    && rest.OfType<RriSaid.Withdraw>().Any())
                {
                    return $"{line.Said[at]} before the route is withdrawn";
                }

                if (hasRoute && line.Said[at] is RriSaid.Release(var gone) && gone == over
                    && rest.OfType<RriSaid.Replace>().Any())
                {
                    return $"{line.Said[at]} before the route is put over another SA";
                }
            }
        }

        return null;
    }

    private static string? Doubled(Game game)
    {
        var hasRoute = false;
        foreach (var said in game.Lines.SelectMany(line => line.Said))
        {
            if (said is RriSaid.Add && hasRoute)
            {
                return "added twice";
            }

            if (said is RriSaid.Withdraw && !hasRoute)
            {
                return "withdrawn, and was not there";
            }

            hasRoute = said switch
            {
                RriSaid.Add => true,
                RriSaid.Withdraw => false,
                _ => hasRoute,
            };
        }

        return null;
    }

    // It may be said of what is replaced or gone by itself, and need not be.
    private static string? Kept(Game game)
    {
        var (may, must, done) = (new HashSet<int>(), new HashSet<int>(), new HashSet<int>());
        foreach (var line in game.Lines)
        {
            var sa = line.Told switch
            {
                RriTold.ToBeDeleted(var going) => going,
                RriTold.Lost(var gone) => gone,
                RriTold.Rekeyed(var old, _) => old,
                _ => 0,
            };
            _ = may.Add(sa);
            _ = line.Told is RriTold.Lost ? must.Remove(sa)
                : line.Told is RriTold.ToBeDeleted && !done.Contains(sa) && must.Add(sa);
            foreach (var said in line.Said.OfType<RriSaid.Release>())
            {
                if (!may.Contains(said.Sa))
                {
                    return $"SA {said.Sa} is released, and nothing has asked for it";
                }

                _ = must.Remove(said.Sa);
                _ = done.Add(said.Sa);
            }
        }

        return must.Count > 0 ? $"SA {must.Min()} is to be deleted, and never released" : null;
    }

    private static string? Held(Game game)
    {
        var (isActive, mayYield, owes) = (false, false, false);
        foreach (var line in game.Lines)
        {
            (isActive, mayYield, owes) = line.Told switch
            {
                RriTold.Promoted => (true, false, false),
                RriTold.Demoted => (false, true, owes || isActive),
                _ => (isActive, mayYield, owes),
            };
            foreach (var _ in line.Said.OfType<RriSaid.Yield>())
            {
                if (!mayYield)
                {
                    return $"the address is given up, after {line.Told} at "
                        + Instants.Text(line.At);
                }

                (mayYield, owes) = (false, false);
            }
        }

        return owes ? "the member is active no longer, and keeps the address" : null;
    }
}
