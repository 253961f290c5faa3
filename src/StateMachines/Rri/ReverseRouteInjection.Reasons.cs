namespace Holdfast.StateMachines.Rri;

/// <content>The rules by which it decides; no RFC has any.</content>
public static partial class ReverseRouteInjection
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = Of("nothing is due");
        public static readonly Reason Known = Of("it is so already");
        public static readonly Reason Unknown = Of("no such SA is for the prefix");
        public static readonly Reason Protected = Of("the policy protects the prefix");
        public static readonly Reason Unprotected =
            Of("the policy does not: the guard goes with the last SA");
        public static readonly Reason Up = Of("an SA is for the prefix");
        public static readonly Reason Updated = Of("what is known of an SA has changed");
        public static readonly Reason TooMany = Of("the prefix has as many SAs as are counted");
        public static readonly Reason Ready =
            Of("the SA is usable, and its counters are safe");
        public static readonly Reason OthersLeft = Of("other SAs are left for the prefix");
        public static readonly Reason LastDown =
            Of("the last SA goes: the route goes before it");
        public static readonly Reason SuccessorAwaited =
            Of("the SA goes once the one that is there already is usable");
        public static readonly Reason Unrouted = Of("no route led to the SA");
        public static readonly Reason Lost = Of("the SA is of no use any more");
        public static readonly Reason RekeyBegun =
            Of("the old SA stays until the new one is usable");
        public static readonly Reason Rekeyed = Of("rekeyed: the new SA is in the old one's place");
        public static readonly Reason Moved = Of("the next hop of an SA has changed");
        public static readonly Reason PeerDead = Of("the peer is dead, and its SAs with it");
        public static readonly Reason Promoted = Of("active: routes lead here");
        public static readonly Reason Demoted =
            Of("standby: routes go before the virtual address");
        public static readonly Reason Fenced = Of("fenced: routes go at once");
        public static readonly Reason NotActive = Of("not active: there is no route to withdraw");
        public static readonly Reason Drain =
            Of("handing over: routes go, SAs stay until neighbours have heard");
        public static readonly Reason DrainGoesOn = Of("the drain goes on to its end");
        public static readonly Reason Drained = Of("neighbours have heard of the withdrawal");

        private static Reason Of(string rule) => new("Holdfast", rule);
    }
}
