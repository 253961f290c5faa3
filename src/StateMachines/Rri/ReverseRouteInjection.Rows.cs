using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Rri.ReverseRouteInjection.State,
    Holdfast.StateMachines.Rri.ReverseRouteInjection.Output>;

namespace Holdfast.StateMachines.Rri;

/// <content>
/// A function for each input: which facts it changes. What becomes of the route follows from the
/// facts, in <see cref="Settle"/>.
/// </content>
public static partial class ReverseRouteInjection
{
    private static Next OnProtect(Config config, State state, bool isProtected)
    {
        var facts = FactsOf(state);
        return facts.IsProtected == isProtected
            ? Stay(state, Why.Known)
            : Settle(
                config, state, facts with { IsProtected = isProtected },
                isProtected ? Why.Protected : Why.Unprotected);
    }

    private static Next OnUp(Config config, State state, Claim claim)
    {
        var facts = FactsOf(state);
        var isNew = IndexOf(facts, claim.Sa) < 0;
        if (isNew && facts.Claims.Count >= config.ClaimsMax)
        {
            return To(state, Why.TooMany, new Output.Refused(claim.Sa));
        }

        // Whoever deletes an SA that is up again has thought better of it.
        return Settle(
            config, Revived(state, claim.Sa), With(facts, claim), isNew ? Why.Up : Why.Updated);
    }

    private static Next OnReady(Config config, State state, ulong sa)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts, sa);
        return at < 0
            ? Stay(state, Why.Unknown)
            : Settle(
                config, state, With(facts, facts.Claims[at] with { IsReady = true }), Why.Ready);
    }

    private static Next OnDown(Config config, State state, Instant now, ulong sa)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts, sa);
        if (at < 0)
        {
            return IsLeaving(state, sa)
                ? Stay(state, Why.DrainGoesOn)
                : To(state, Why.Unrouted, new Output.Release(sa));
        }

        var claim = facts.Claims[at];
        var left = Without(facts, sa);
        return state switch
        {
            // Neighbours still send what they sent before they heard of the withdrawal.
            State.Installed when config.DrainFor > TimeSpan.Zero && Wanted(config, left) is null =>
                Settle(
                    config, state, left, Why.LastDown,
                    drain: new(left, now + config.DrainFor, [claim])),
            State.Draining draining when claim.IsReady => Stay(
                draining with { Facts = Held(config, left), Leaving = draining.Leaving.Add(claim) },
                Why.DrainGoesOn),
            State.Absent or State.Pending or State.Installed or State.Draining => Settle(
                config, state, left, left.Claims.Count > 0 ? Why.OthersLeft : Why.LastDown,
                [claim]),
        };
    }

    private static Next OnLost(Config config, State state, ulong sa)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts, sa);
        if (at >= 0)
        {
            return Settle(config, state, Without(facts, sa), Why.Lost, [facts.Claims[at]]);
        }

        return IsLeaving(state, sa)
            ? Settle(
                config, Revived(state, sa), facts, Why.Lost, [new(sa, 0, default, false)])
            : To(state, Why.Unrouted, new Output.Release(sa));
    }

    private static Next OnRekey(Config config, State state, ulong old, Claim claim)
    {
        // Whatever is known of the new SA, a rekey takes nothing of it back.
        var facts = FactsOf(state);
        var known = IndexOf(facts, claim.Sa);
        claim = claim with
        {
            IsReady = claim.IsReady || (known >= 0 && facts.Claims[known].IsReady),
        };
        var at = IndexOf(facts, old);
        if (at < 0 || old == claim.Sa)
        {
            return OnUp(config, state, claim);
        }

        // A successor that cannot carry traffic yet takes nothing over: both count until it can.
        if (!claim.IsReady)
        {
            // An SA has one successor at a time, so claims at most double.
            return facts.Claims.Count >= 2 * config.ClaimsMax
                ? To(state, Why.TooMany, new Output.Refused(claim.Sa))
                : Settle(
                    config, Revived(state, claim.Sa), With(facts, claim), Why.RekeyBegun);
        }

        return Settle(
            config, Revived(state, claim.Sa), With(Without(facts, old), claim), Why.Rekeyed,
            [facts.Claims[at]]);
    }

    private static Next OnNextHop(Config config, State state, ulong sa, NextHop via)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts, sa);
        return at < 0
            ? Stay(state, Why.Unknown)
            : Settle(config, state, With(facts, facts.Claims[at] with { Via = via }), Why.Moved);
    }

    private static Next OnPeerDead(Config config, State state, ulong peer)
    {
        var facts = FactsOf(state);
        List<Claim> gone = [.. facts.Claims.Where(claim => claim.Peer == peer)];
        var before = state;
        if (state is State.Draining draining)
        {
            gone.AddRange(draining.Leaving.Where(claim => claim.Peer == peer));
            before = draining with
            {
                Leaving = [.. draining.Leaving.Where(claim => claim.Peer != peer)],
            };
        }

        return gone.Count == 0
            ? Stay(state, Why.Unknown)
            : Settle(
                config, before,
                facts with { Claims = [.. facts.Claims.Where(claim => claim.Peer != peer)] },
                Why.PeerDead, [.. gone]);
    }

    private static Next OnPromoted(Config config, State state)
    {
        var facts = FactsOf(state);
        return facts.Role == Role.Active
            ? Stay(state, Why.Known)
            : Settle(config, state, facts with { Role = Role.Active }, Why.Promoted);
    }

    private static Next OnDemoted(Config config, State state, bool isFenced)
    {
        var facts = FactsOf(state);

        // From now on another member sends in these SAs: whatever was safe here is so no longer.
        var unready = facts with
        {
            Role = isFenced ? Role.Fenced : Role.Standby,
            Claims = [.. facts.Claims.Select(claim => claim with { IsReady = false })],
        };
        var (ended, leaving) = Ended(state);
        return Yielding(Settle(
            config, ended, unready, isFenced ? Why.Fenced : Why.Demoted, leaving));
    }

    private static Next OnDrain(Config config, State state, Instant now, TimeSpan most)
    {
        var facts = FactsOf(state);
        if (facts.Role != Role.Active)
        {
            return facts.Role == Role.Leaving && state is State.Draining
                ? Stay(state, Why.DrainGoesOn)
                : To(state, Why.NotActive, new Output.Yield());
        }

        var until = now + (most > Config.DrainMax ? Config.DrainMax : most);
        var leaving = facts with { Role = Role.Leaving };
        return state switch
        {
            State.Installed when until > now => Settle(
                config, state, leaving, Why.Drain, drain: new(leaving, until, [])),
            State.Draining draining => Stay(
                draining with
                {
                    Facts = leaving,
                    Until = Instant.Latest(draining.Until, until),
                },
                Why.Drain),
            State.Absent or State.Pending or State.Installed =>
                Yielding(Settle(config, state, leaving, Why.Drain)),
        };
    }

    private static Next OnTick(Config config, State state, Instant now)
    {
        if (state is not State.Draining draining || now < draining.Until)
        {
            return Stay(state, Why.NothingIsDue);
        }

        var (ended, leaving) = Ended(state);
        var next = Settle(config, ended, draining.Facts, Why.Drained, leaving);
        return draining.Facts.Role == Role.Leaving ? Yielding(next) : next;
    }

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);

    private static Next Yielding(Next next) =>
        next with { Outputs = next.Outputs.Add(new Output.Yield()) };
}
