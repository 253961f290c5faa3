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
        var isNew = IndexOf(facts.Claims, claim.Sa) < 0;
        if (isNew && facts.Claims.Count >= config.ClaimsMax)
        {
            return To(state, Why.TooMany, new Output.Refused(claim.Sa));
        }

        // Whoever deletes an SA that is up again has thought better of it.
        return Settle(
            config, Revived(state, claim.Sa), With(config, facts, claim),
            isNew ? Why.Up : Why.Updated);
    }

    private static Next OnReady(Config config, State state, ulong sa)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts.Claims, sa);
        return at < 0
            ? Stay(state, Why.Unknown)
            : Settle(
                config, state, With(config, facts, facts.Claims[at] with { IsReady = true }),
                Why.Ready);
    }

    private static Next OnDown(Config config, State state, Instant now, ulong sa)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts.Claims, sa);
        if (at < 0)
        {
            return IsLeaving(state, sa)
                ? Stay(state, Why.DrainGoesOn)
                : To(state, Why.Unrouted, new Output.Release(sa));
        }

        var claim = facts.Claims[at];
        var going = Claimed(
            config, facts, facts.Claims.With(at, claim with { IsGoing = true }),
            facts.IsProtected);
        if (state is State.Installed && IsAwaited(going, claim))
        {
            return Settle(config, state, going, Why.SuccessorAwaited);
        }

        var left = Without(config, facts, at);
        return state switch
        {
            // Neighbours still send what they sent before they heard of the withdrawal.
            State.Installed
                when config.DrainFor > TimeSpan.Zero && Wanted(config, left, null) is null =>
                Settle(
                    config, state, left, Why.LastDown,
                    drain: new(left, now + config.DrainFor, [claim])),
            State.Draining draining when claim.IsReady => Contested(
                config, facts,
                draining with { Facts = left, Leaving = draining.Leaving.Add(claim) }),
            State.Absent or State.Pending or State.Installed or State.Draining => Settle(
                config, state, left, left.Claims.Count > 0 ? Why.OthersLeft : Why.LastDown,
                [claim]),
        };
    }

    /// <summary>The drain goes on with fewer claims: a conflict may end by that.</summary>
    private static Next Contested(Config config, Facts before, State.Draining after) =>
        Contest(config, before, after.Facts) is { } contest
            ? To(after, Why.DrainGoesOn, contest)
            : Stay(after, Why.DrainGoesOn);

    private static Next OnLost(Config config, State state, ulong sa)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts.Claims, sa);
        if (at >= 0)
        {
            return Settle(
                config, state, Without(config, facts, at), Why.Lost, [facts.Claims[at]]);
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
        var known = IndexOf(facts.Claims, claim.Sa);
        if (!claim.IsReady && known >= 0 && facts.Claims[known].IsReady)
        {
            claim = claim with { IsReady = true };
        }

        var at = IndexOf(facts.Claims, old);
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
                    config, Revived(state, claim.Sa), With(config, facts, claim), Why.RekeyBegun);
        }

        return Settle(
            config, Revived(state, claim.Sa), Succeeded(config, facts, at, claim), Why.Rekeyed,
            [facts.Claims[at]]);
    }

    private static Next OnNextHop(Config config, State state, ulong sa, NextHop via)
    {
        var facts = FactsOf(state);
        var at = IndexOf(facts.Claims, sa);
        return at < 0
            ? Stay(state, Why.Unknown)
            : Settle(
                config, state, With(config, facts, facts.Claims[at] with { Via = via }),
                Why.Moved);
    }

    private static Next OnPeerDead(Config config, State state, ulong peer)
    {
        var facts = FactsOf(state);
        var gone = Of(facts.Claims, peer, isTheirs: true);
        var before = state;
        if (state is State.Draining draining)
        {
            gone = [.. gone, .. Of(draining.Leaving, peer, isTheirs: true)];
            before = draining with { Leaving = Of(draining.Leaving, peer, isTheirs: false) };
        }

        return gone.Count == 0
            ? Stay(state, Why.Unknown)
            : Settle(
                config, before,
                Claimed(
                    config, facts, Of(facts.Claims, peer, isTheirs: false), facts.IsProtected),
                Why.PeerDead, gone.Span);
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
        var unready = Claimed(
            config, facts with { Role = isFenced ? Role.Fenced : Role.Standby },
            Unready(facts.Claims), facts.IsProtected);
        var (ended, leaving) = Ended(state);
        return Yielding(Settle(
            config, ended, unready, isFenced ? Why.Fenced : Why.Demoted, leaving.Span));
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
        var (staying, going) = Parted(config, leaving);
        return state switch
        {
            State.Installed when until > now => Settle(
                config, state, staying, Why.Drain, drain: new(staying, until, going)),
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
        var next = Settle(config, ended, draining.Facts, Why.Drained, leaving.Span);
        return draining.Facts.Role == Role.Leaving ? Yielding(next) : next;
    }

    private static Next Stay(State state, Reason why) => new(state, default, why);

    private static Next To(State state, Reason why, Output output) => new(state, [output], why);

    private static Next Yielding(Next next) =>
        next with { Outputs = next.Outputs.Add(new Output.Yield()) };
}
