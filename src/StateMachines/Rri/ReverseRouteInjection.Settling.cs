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
    /// <param name="config">The configuration.</param>
    /// <param name="facts">The facts.</param>
    /// <param name="before">The route before: it is the same one if it leads there still.</param>
    internal static Route? Wanted(Config config, Facts facts, Route? before)
    {
        if (facts.Role != Role.Active)
        {
            return null;
        }

        var claims = facts.Claims.Span;
        for (var at = claims.Length - 1; at >= 0; at--)
        {
            if (claims[at].IsReady && claims[at].Peer == facts.Holder)
            {
                return To(claims[at].Via);
            }
        }

        return config.Mode == Mode.Static && facts.IsProtected ? To(config.StaticVia) : null;

        Route To(in NextHop via) => before is not null && before.Via == via
            ? before
            : new(config.Prefix, via, config.Distance, config.Tag, config.Vrf);
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
        ReadOnlySpan<Claim> gone = default, State.Draining? drain = null)
    {
        (facts, var ended) = Parted(config, facts);
        var routed = RouteOf(before);
        var route = Wanted(config, facts, routed);
        drain ??= before is State.Draining going
            && (going.Leaving.Count > 0 || facts.Role == Role.Leaving) ? going : null;

        State after = route is not null ? new State.Installed(facts, route)
            : drain is not null ? drain with { Facts = facts }
            : facts.Claims.Count > 0 || (config.Mode == Mode.Static && facts.IsProtected)
                ? new State.Pending(facts)
                : new State.Absent(facts);

        var isGuarded = IsGuarded(after);
        var wasGuarded = IsGuarded(before);
        Outputs<Output> outputs = isGuarded && !wasGuarded
            ? [config.GuardOn]
            : default;
        if (Change(routed, route) is { } change)
        {
            outputs = outputs.Add(change);
        }

        if (Contest(config, FactsOf(before), facts) is { } contest)
        {
            outputs = outputs.Add(contest);
        }

        // The route that led to them is gone by now, or leads elsewhere.
        outputs = Released(Released(outputs, gone), ended.Span);
        if (after is not State.Draining && before is State.Draining over)
        {
            outputs = Released(outputs, over.Leaving.Span);
        }

        return new(
            after,
            wasGuarded && !isGuarded
                ? outputs.Add(config.GuardOff)
                : outputs,
            why);
    }

    /// <summary>Facts without the SAs that were to go and need not wait any more, and those SAs.
    /// </summary>
    private static (Facts Staying, Items<Claim> Going) Parted(Config config, Facts facts)
    {
        var count = 0;
        foreach (var claim in facts.Claims.Span)
        {
            count += claim.IsGoing && !IsAwaited(facts, claim) ? 1 : 0;
        }

        return count == 0
            ? (facts, default)
            : (Claimed(
                    config, facts,
                    [.. facts.Claims.Where(claim => !claim.IsGoing || IsAwaited(facts, claim))],
                    facts.IsProtected),
                [.. facts.Claims.Where(claim => claim.IsGoing && !IsAwaited(facts, claim))]);
    }

    /// <summary>Whether the route needs an SA that is to go: of those that stay with its peer some
    /// are there, and none is ready.</summary>
    private static bool IsAwaited(Facts facts, Claim going)
    {
        var isComing = false;
        foreach (var claim in facts.Claims.Span)
        {
            if (claim.Peer == going.Peer && !claim.IsGoing)
            {
                if (claim.IsReady)
                {
                    return false;
                }

                isComing = true;
            }
        }

        return isComing && going.IsReady && going.Peer == facts.Holder
            && facts.Role == Role.Active;
    }

    private static Output? Change(Route? old, Route? route) =>
        old is null ? (route is null ? null : new Output.Add(route))
        : route is null ? new Output.Withdraw(old)
        : old == route ? null
        : new Output.Replace(old, route);

    private static Outputs<Output> Released(
        Outputs<Output> outputs, ReadOnlySpan<Claim> gone)
    {
        foreach (var claim in gone)
        {
            outputs = outputs.Add(new Output.Release(claim.Sa));
        }

        return outputs;
    }

    /// <summary>Facts with other claims, and with the peer whose SAs the route may use then.
    /// </summary>
    private static Facts Claimed(
        Config config, Facts facts, Items<Claim> claims, bool isProtected) =>
        new(facts.Role, isProtected, HolderOf(config, facts.Holder, claims.Span), claims);

    private static ulong? HolderOf(Config config, ulong? before, ReadOnlySpan<Claim> claims)
    {
        var isThere = false;
        ulong? newest = null;
        foreach (var claim in claims)
        {
            isThere |= claim.Peer == before;
            newest = claim.IsReady ? claim.Peer : newest;
        }

        var stays = isThere ? before : claims.IsEmpty ? null : claims[0].Peer;
        return config.WhenContested switch
        {
            ConflictRule.HolderStays => stays,
            ConflictRule.NewestWins => newest ?? stays,
        };
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

    /// <summary>The peers but the holder, each once, in order.</summary>
    private static Items<ulong> Others(Facts facts)
    {
        var count = 0;
        foreach (var claim in facts.Claims.Span)
        {
            count += claim.Peer == facts.Holder ? 0 : 1;
        }

        return count == 0 ? default : InOrder(facts, new ulong[count]);
    }

    private static Items<ulong> InOrder(Facts facts, Span<ulong> peers)
    {
        var count = 0;
        foreach (var claim in facts.Claims.Span)
        {
            if (claim.Peer != facts.Holder)
            {
                peers[count++] = claim.Peer;
            }
        }

        peers.Sort();
        var others = 1;
        for (var at = 1; at < count; at++)
        {
            if (peers[at] != peers[others - 1])
            {
                peers[others++] = peers[at];
            }
        }

        return [.. peers[..others]];
    }

    /// <summary>The state without its drain, and the SAs that waited for its end.</summary>
    private static (State State, Items<Claim> Leaving) Ended(State state) =>
        state is State.Draining draining
            ? (new State.Pending(draining.Facts), draining.Leaving)
            : (state, default);

    /// <summary>The state in which an SA does not wait for the end of draining.</summary>
    private static State Revived(State state, ulong sa) => state switch
    {
        State.Draining draining => IndexOf(draining.Leaving, sa) is >= 0 and var at
            ? draining with { Leaving = draining.Leaving.Without(at) }
            : draining,
        State.Absent or State.Pending or State.Installed => state,
    };

    private static bool IsLeaving(State state, ulong sa) =>
        state is State.Draining draining && IndexOf(draining.Leaving, sa) >= 0;

    private static int IndexOf(Items<Claim> claims, ulong sa)
    {
        for (var at = 0; at < claims.Count; at++)
        {
            if (claims[at].Sa == sa)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>A new claim is the newest; a known one keeps its place.</summary>
    private static Facts With(Config config, Facts facts, Claim claim) =>
        Claimed(config, facts, Put(facts.Claims, claim), isProtected: true);

    private static Facts Without(Config config, Facts facts, int at) =>
        Claimed(config, facts, facts.Claims.Without(at), facts.IsProtected);

    /// <summary>Facts with a claim in the place of the one at an index.</summary>
    private static Facts Succeeded(Config config, Facts facts, int at, Claim claim) =>
        Claimed(config, facts, Put(facts.Claims.Without(at), claim), isProtected: true);

    private static Items<Claim> Put(Items<Claim> claims, Claim claim)
    {
        var at = IndexOf(claims, claim.Sa);
        return at < 0 ? claims.Add(claim) : claims.With(at, claim);
    }

    /// <summary>The claims of a peer, or those of all others.</summary>
    private static Items<Claim> Of(Items<Claim> claims, ulong peer, bool isTheirs)
    {
        var count = 0;
        foreach (var claim in claims.Span)
        {
            count += claim.Peer == peer == isTheirs ? 1 : 0;
        }

        return count == 0 ? default
            : count == claims.Count ? claims
            : [.. claims.Where(claim => claim.Peer == peer == isTheirs)];
    }

    private static Items<Claim> Unready(Items<Claim> claims)
    {
        var unready = claims.Span.ToArray();
        foreach (ref var claim in unready.AsSpan())
        {
            claim = claim.IsReady ? claim with { IsReady = false } : claim;
        }

        return [.. unready];
    }
}
