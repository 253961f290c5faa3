namespace Holdfast.StateMachines.Nhrp;

/// <content>The rules by which it decides.</content>
public static partial class NhrpServer
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Registered =
            new("RFC 2332 §5.2.4", "the spoke is registered");
        public static readonly Reason Moved =
            new("RFC 2332 §5.2.5", "registered at another address: who was told hears of it");
        public static readonly Reason Full = new("RFC 2332 §5.2.4", "too many spokes");
        public static readonly Reason Taken =
            new("RFC 2332 §5.2.4", "another router has the address");
        public static readonly Reason Answered =
            new("RFC 2332 §5.2.2", "answered from what is registered");
        public static readonly Reason Forwarded =
            new("DMVPN phase 3", "handed on to the spoke that answers");
        public static readonly Reason Unknown =
            new("RFC 2332 §5.2.2", "no such spoke is registered");
        public static readonly Reason Stranger =
            new("Holdfast", "who asks is not registered, or was told too much already");
        public static readonly Reason Redirected =
            new("DMVPN phase 3", "there is a shorter way: the spoke is told");
        public static readonly Reason NotRedirected =
            new("Holdfast", "no redirect: told a moment ago, or not both are spokes");
        public static readonly Reason NoRedirects =
            new("DMVPN", "this phase has no redirects");
        public static readonly Reason PurgeHandedOn =
            new("RFC 2332 §5.2.5", "answered, and handed on to the other end");
        public static readonly Reason PurgeAnswered =
            new("RFC 2332 §5.2.6", "answered; the other end is not registered");
        public static readonly Reason PurgedByItself =
            new("RFC 2332 §5.2.6", "answered; who sent it is at both ends");
        public static readonly Reason PurgeTold =
            new("RFC 2332 §5.2.6", "answered: the spoke has dropped what it was told");
        public static readonly Reason NotPurged =
            new("RFC 2332 §5.2.6", "no such purge is unanswered");
        public static readonly Reason PurgesAgain =
            new("RFC 2332 §5.2.6", "purges are unanswered: again, unless sent often enough");
        public static readonly Reason SaDown =
            new("Holdfast", "the SA is down: its spoke goes, and who was told hears of it");
        public static readonly Reason Expired =
            new("RFC 2332 §5.2.5", "holding times are over: who was told hears of it");
    }
}
