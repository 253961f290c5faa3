namespace Holdfast.StateMachines.Nhrp;

/// <content>The rules by which it decides.</content>
public static partial class NhrpShortcut
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason ByHub = new("DMVPN", "packets go through the hub");
        public static readonly Reason NextHop =
            new("DMVPN phase 2", "the next hop is a spoke: its address is asked for");
        public static readonly Reason Redirected =
            new("DMVPN phase 3", "the hub tells of a shorter way: it is asked for");
        public static readonly Reason NoRedirects =
            new("DMVPN", "this phase has no redirects");
        public static readonly Reason NotAsked = new("RFC 2332 §5.2.2", "nothing was asked");
        public static readonly Reason OtherId =
            new("RFC 2332 §5.2.2", "the reply has another request ID");
        public static readonly Reason Resolved =
            new("RFC 2332 §5.2.2", "the address is known: an SA is opened");
        public static readonly Reason Unresolved =
            new("RFC 2332 §5.2.2", "there is no address: through the hub, for a while");
        public static readonly Reason NoAnswer =
            new("RFC 2332 §5.2.1", "no answer: through the hub, for a while");
        public static readonly Reason AsksAgain = new("RFC 2332 §5.2.1", "no answer: again");
        public static readonly Reason AsksAlready =
            new("RFC 2332 §5.2.1", "the request is unanswered yet");
        public static readonly Reason OpensAlready =
            new("Holdfast", "the SA is being opened already");
        public static readonly Reason NoShortcut = new("Holdfast", "there is no shortcut");
        public static readonly Reason OtherSa =
            new("Holdfast", "the SA is of another router");
        public static readonly Reason SaUp =
            new("Holdfast", "the SA is up: the shortcut is installed");
        public static readonly Reason SaFailed =
            new("Holdfast", "no SA: through the hub for a while, and the other end is told");
        public static readonly Reason SaDown =
            new("Holdfast", "the SA is down: withdrawn, and the other end is told");
        public static readonly Reason Used = new("Holdfast", "the shortcut is used");
        public static readonly Reason LiveAlready =
            new("Holdfast", "the shortcut is installed already");
        public static readonly Reason Purged =
            new("RFC 2332 §5.2.5", "purged: withdrawn, and answered");
        public static readonly Reason PurgedMeanwhile =
            new("RFC 2332 §5.2.5", "purged: what was being made is given up");
        public static readonly Reason NothingToPurge =
            new("RFC 2332 §5.2.6", "nothing is known of it; answered all the same");
        public static readonly Reason PurgeAnswered =
            new("RFC 2332 §5.2.6", "answered: the other end is told");
        public static readonly Reason NotPurged =
            new("RFC 2332 §5.2.6", "no such purge is unanswered");
        public static readonly Reason PurgesAgain =
            new("RFC 2332 §5.2.6", "the purge is unanswered: again");
        public static readonly Reason PurgeUnanswered =
            new("RFC 2332 §5.2.6", "the purge was sent often enough");
        public static readonly Reason HubLost =
            new("Holdfast", "the hub is lost: the shortcut does not need it");
        public static readonly Reason OtherHub =
            new("Holdfast", "the hub is lost: the request is repeated by another");
        public static readonly Reason Refreshes =
            new("RFC 2332 §5.2.1", "used, and the holding time ends soon: resolved anew");
        public static readonly Reason Refreshed =
            new("RFC 2332 §5.2.2", "the same address: it goes on without a gap");
        public static readonly Reason Turned =
            new("RFC 2332 §5.2.2", "another address: the former is withdrawn and purged");
        public static readonly Reason Expired =
            new("RFC 2332 §5.2.2", "the holding time is over: withdrawn and purged");
        public static readonly Reason Quiet = new("Holdfast", "a try failed a moment ago");
    }
}
