using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Rri.ReverseRouteInjection.State,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Output>;

namespace Holdfast.StateMachines.Rri;

/// <content>What becomes of the route, given the facts.</content>
public static partial class ReverseRouteInjection
{
    /// <summary>Whether traffic without a route is dropped in a state.</summary>
    public static bool IsGuarded(State state) => state switch
    {
        State.Absent absent => absent.Facts.IsProtected,
        State.Pending or State.Installed or State.Draining => true,
    };

    /// <summary>What is known in a state.</summary>
    public static Facts FactsOf(State state) => state switch
    {
        State.Absent absent => absent.Facts,
        State.Pending pending => pending.Facts,
        State.Installed installed => installed.Facts,
        State.Draining draining => draining.Facts,
    };

    /// <summary>The route that exists in a state; null: none.</summary>
    public static Route? RouteOf(State state) => state switch
    {
        State.Installed installed => installed.Route,
        State.Absent or State.Pending or State.Draining => null,
    };

    /// <summary>The route that facts call for; null: none.</summary>
    internal static Route? Wanted(Config config, Facts facts)
    {
        if (facts.Role != Role.Active)
        {
            return null;
        }

        var held = Held(config, facts);
        Claim? newest = null;
        foreach (var claim in held.Claims.Span)
        {
            newest = claim.IsReady && claim.Peer == held.Holder ? claim : newest;
        }

        NextHop? via = newest?.Via
            ?? (config.Mode == Mode.Static && held.IsProtected ? config.StaticVia : null);
        return via is { } hop
            ? new(config.Prefix, hop, config.Distance, config.Tag, config.Vrf)
            : null;
    }

    /// <summary>
    /// The next state and what leads to it, in the safe order: guard, route, who holds it, which
    /// SAs may go, no guard.
    /// </summary>
    /// <param name="config">The configuration.</param>
    /// <param name="before">The state before.</param>
    /// <param name="facts">The facts from now on.</param>
    /// <param name="why">Why they are so.</param>
    /// <param name="gone">SAs that are claims no longer.</param>
    /// <param name="drain">What to do instead if no route is left.</param>
    private static Next Settle(
        Config config, State before, Facts facts, Reason why,
        Items<Claim> gone = default, State.Draining? drain = null)
    {
        var held = Held(config, facts);
        var route = Wanted(config, held);
        drain ??= before is State.Draining going
            && (going.Leaving.Count > 0 || held.Role == Role.Leaving) ? going : null;

        State after = route is not null ? new State.Installed(held, route)
            : drain is not null ? drain with { Facts = held }
            : held.Claims.Count > 0 || (config.Mode == Mode.Static && held.IsProtected)
                ? new State.Pending(held)
                : new State.Absent(held);

        var isGuarded = IsGuarded(after);
        var wasGuarded = IsGuarded(before);
        Outputs<Output> outputs = isGuarded && !wasGuarded
            ? [new Output.Guard(config.Prefix, config.Vrf, config.Guard)]
            : default;
        if (Change(RouteOf(before), route) is { } change)
        {
            outputs = outputs.Add(change);
        }

        if (Contest(config, FactsOf(before), held) is { } contest)
        {
            outputs = outputs.Add(contest);
        }

        // The route that led to them is gone by now, or leads elsewhere.
        outputs = Released(outputs, gone);
        if (after is not State.Draining && before is State.Draining over)
        {
            outputs = Released(outputs, over.Leaving);
        }

        return new(
            after,
            wasGuarded && !isGuarded
                ? outputs.Add(new Output.Unguard(config.Prefix, config.Vrf, config.Guard))
                : outputs,
            why);
    }

    private static Output? Change(Route? old, Route? route) =>
        old is null ? (route is null ? null : new Output.Add(route))
        : route is null ? new Output.Withdraw(old)
        : old == route ? null
        : new Output.Replace(old, route);

    private static Outputs<Output> Released(Outputs<Output> outputs, Items<Claim> gone)
    {
        foreach (var claim in gone.Span)
        {
            outputs = outputs.Add(new Output.Release(claim.Sa));
        }

        return outputs;
    }

    /// <summary>Facts with the peer whose SAs the route may use.</summary>
    private static Facts Held(Config config, Facts facts)
    {
        var isThere = false;
        ulong? newest = null;
        foreach (var claim in facts.Claims.Span)
        {
            isThere |= claim.Peer == facts.Holder;
            newest = claim.IsReady ? claim.Peer : newest;
        }

        ulong? first = facts.Claims.Count > 0 ? facts.Claims[0].Peer : null;
        var stays = isThere ? facts.Holder : first;
        var holder = config.WhenContested switch
        {
            ConflictRule.HolderStays => stays,
            ConflictRule.NewestWins => newest ?? stays,
        };
        return holder == facts.Holder ? facts : facts with { Holder = holder };
    }

    /// <summary>Who claims the prefix against whom, where that has changed.</summary>
    private static Output? Contest(Config config, Facts before, Facts after)
    {
        var others = Others(after);
        return others.Count > 0
            ? before.Holder != after.Holder || Others(before) != others
                ? new Output.Conflict(config.Prefix, after.Holder!.Value, others)
                : null
            : Others(before).Count > 0
                ? new Output.ConflictEnded(config.Prefix, after.Holder)
                : null;
    }

    private static Items<ulong> Others(Facts facts)
    {
        var claims = facts.Claims.Span;
        for (var at = 1; at < claims.Length; at++)
        {
            if (claims[at].Peer != claims[0].Peer)
            {
                return
                [
                    .. facts.Claims.Select(claim => claim.Peer)
                        .Where(peer => peer != facts.Holder).Distinct().Order(),
                ];
            }
        }

        return default;
    }

    /// <summary>The state without its drain, and the SAs that waited for its end.</summary>
    private static (State State, Items<Claim> Leaving) Ended(State state) =>
        state is State.Draining draining
            ? (new State.Pending(draining.Facts), draining.Leaving)
            : (state, default);

    /// <summary>The state in which an SA does not wait for the end of draining.</summary>
    private static State Revived(State state, ulong sa) => IsLeaving(state, sa)
        ? (State.Draining)state with
        {
            Leaving = [.. ((State.Draining)state).Leaving.Where(claim => claim.Sa != sa)],
        }
        : state;

    private static bool IsLeaving(State state, ulong sa) =>
        state is State.Draining draining && draining.Leaving.Any(claim => claim.Sa == sa);

    private static int IndexOf(Facts facts, ulong sa)
    {
        var claims = facts.Claims.Span;
        for (var at = 0; at < claims.Length; at++)
        {
            if (claims[at].Sa == sa)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>A new claim is the newest; a known one keeps its place.</summary>
    private static Facts With(Facts facts, Claim claim)
    {
        var at = IndexOf(facts, claim.Sa);
        return facts with
        {
            IsProtected = true,
            Claims = at < 0 ? facts.Claims.Add(claim) : facts.Claims.With(at, claim),
        };
    }

    private static Facts Without(Facts facts, ulong sa) => facts with
    {
        Claims = [.. facts.Claims.Where(claim => claim.Sa != sa)],
    };
}
