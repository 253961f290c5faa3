using Holdfast.Codec;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Links.LinkSelection.State,
    Holdfast.StateMachines.Links.LinkSelection.Output>;

namespace Holdfast.StateMachines.Links;

/// <content>A function for each input, and the choice that follows.</content>
public static partial class LinkSelection
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = Of("nothing is due");
        public static readonly Reason Unknown = Of("there is no such link");
        public static readonly Reason Known = Of("it is so already");
        public static readonly Reason CarrierBack = Of("an access link is back");
        public static readonly Reason CarrierLost = Of("an access link failed; SAs stay");
        public static readonly Reason PathBack = Of("the path beyond a link is back");
        public static readonly Reason PathLost = Of("the path beyond a link failed; SAs stay");
        public static readonly Reason HopHeard =
            Of("nothing says any more that the next hop of a link is silent");
        public static readonly Reason HopSilent =
            Of("the next hop of a link is silent; SAs stay");
        public static readonly Reason PeerHeard =
            Of("nothing says any more that the peer is silent over a link");
        public static readonly Reason PeerSilent =
            Of("the peer is silent over a link; SAs stay");
        public static readonly Reason HeldLongEnough = Of("a link has been held long enough");

        private static Reason Of(string rule) => new("Holdfast", rule);
    }

    /// <summary>The link over which traffic goes; null: none.</summary>
    public static int? LinkOf(State state) => state switch
    {
        State.Preferred => 0,
        State.Fallback fallback => fallback.Over,
        State.Isolated => null,
    };

    /// <summary>What is known of the links, the most preferred first.</summary>
    public static Items<Link> LinksOf(State state) => state switch
    {
        State.Preferred preferred => preferred.Links,
        State.Fallback fallback => fallback.Links,
        State.Isolated isolated => isolated.Links,
    };

    private static Next OnLink(
        Config config, State state, Instant now, int at, Func<Link, Link> change, Reason why)
    {
        var links = LinksOf(state);
        if (at < 0 || at >= links.Count)
        {
            return new(state, default, Why.Unknown);
        }

        var before = links[at];
        var after = change(before);
        if (before == after)
        {
            return new(state, default, Why.Known);
        }

        return Choose(config, state, links.With(at, Turned(config, before, after, now)), why);
    }

    private static Next OnTick(Config config, State state, Instant now)
    {
        var links = LinksOf(state);
        var isDue = false;
        for (var at = 0; at < links.Count; at++)
        {
            if (links[at].HeldUntil <= now)
            {
                isDue = true;
                links = links.With(at, links[at] with { HeldUntil = null, UsableSince = now });
            }
        }

        return isDue
            ? Choose(config, state, links, Why.HeldLongEnough)
            : new(state, default, Why.NothingIsDue);
    }

    /// <summary>A link that begins to work is held; one that ends soon after has flapped.
    /// </summary>
    private static Link Turned(Config config, Link before, Link after, Instant now)
    {
        if (after.Works == before.Works)
        {
            return after;
        }

        if (after.Works)
        {
            var hold = config.HoldAfter(after.Flaps);
            return hold > TimeSpan.Zero
                ? after with { HeldUntil = now + hold }
                : after with { UsableSince = now };
        }

        var isFlap = before.UsableSince is not { } since || now - since < config.StableAfter;
        return after with
        {
            HeldUntil = null,
            UsableSince = null,
            Flaps = isFlap ? Math.Min(before.Flaps + 1, config.DoublingsMax) : 0,
        };
    }

    /// <summary>
    /// The most preferred link that may be used; the present one if it works and nobody goes back;
    /// a held one before none at all.
    /// </summary>
    private static Next Choose(Config config, State before, Items<Link> links, Reason why)
    {
        var over = LinkOf(before);
        var best = over is { } present && links[present].Works ? present : -1;
        for (var at = 0; at < links.Count; at++)
        {
            var isBetter = best < 0 || (at < best && config.GoesBack);
            if (links[at].UsableSince is not null && isBetter)
            {
                best = at;
                break;
            }
        }

        for (var at = 0; at < links.Count && best < 0; at++)
        {
            best = links[at].Works ? at : -1;
        }

        State after = best switch
        {
            < 0 => new State.Isolated(links),
            0 => new State.Preferred(links),
            _ => new State.Fallback(links, best),
        };
        if (best == (over ?? -1))
        {
            return new(after, default, why);
        }

        if (best < 0)
        {
            return new(after, [new Output.Lost()], why);
        }

        Output move = config.Identity switch
        {
            Identity.Loopback => new Output.Reroute(best),
            Identity.EachLink => new Output.UseSaOf(best),
        };
        return new(after, over is null ? [move, new Output.Regained()] : [move], why);
    }
}
