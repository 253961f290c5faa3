namespace Holdfast.StateMachines.Ikev1;

/// <content>The rules by which it decides.</content>
public static partial class PhaseOneResponder
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason NoCookie =
            new("RFC 2408 §2.5.3", "no cookie is zero: dropped");
        public static readonly Reason Missing =
            new("RFC 2409 §5.4", "a payload is missing: dropped");
        public static readonly Reason NoAggressive =
            new("RFC 2408 §5.2", "aggressive mode tells strangers who we are: not taken");
        public static readonly Reason NoProposal =
            new("RFC 2408 §4.2", "none of our suites is offered");
        public static readonly Reason Offered =
            new("RFC 2409 §5.4", "a suite is chosen: it is told");
        public static readonly Reason OfferedAggressive =
            new("RFC 2409 §5.4", "a suite is chosen: the key exchange first");
        public static readonly Reason Chosen =
            new("RFC 2409 §5.4", "the choice is sent, and its octets are kept");
        public static readonly Reason BeingAnswered =
            new("RFC 2408 §5.1", "its answer is being made");
        public static readonly Reason OtherOffer =
            new("RFC 2408 §5.1", "another message than the one that was answered: dropped");
        public static readonly Reason Exchanged =
            new("RFC 2409 §5.4", "the half of the initiator is there: ours, and the keys");
        public static readonly Reason BadShare =
            new("RFC 2408 §3.14", "the public value is bad: said in the clear");
        public static readonly Reason Unknown =
            new("RFC 2409 §5.4", "nobody of that name or address has a key: said in the clear");
        public static readonly Reason Keyed =
            new("RFC 2409 §5.4", "there are keys: our half is sent");
        public static readonly Reason KeyedAggressive =
            new("RFC 2409 §5.4", "there are keys: our half and our proof are sent, until answered");
        public static readonly Reason NotProved =
            new("RFC 2408 §3.14", "not under the keys of both: said, and nothing ends");
        public static readonly Reason NotProvedAgain =
            new("Holdfast", "not under the keys of both: it was said once, and nothing ends");
        public static readonly Reason Claimed =
            new("RFC 2409 §5.1", "its signature is there: is it right, and whose is it?");
        public static readonly Reason Doubted =
            new("Holdfast", "so many signatures were bad that no other one is verified");
        public static readonly Reason Distrusted =
            new("RFC 2409 §5.1", "it has signed, and nobody whom we trust vouches for it");
        public static readonly Reason WithoutLogin = new(
            "XAUTH §7.2", "it has to log in, and has offered nothing with which it would");
        public static readonly Reason NotWanted =
            new("RFC 2407 §4.6.2", "it says to be somebody else than has that key");
        public static readonly Reason Proved =
            new("RFC 2409 §5.4", "it is authenticated: our proof");
        public static readonly Reason ProvedAggressive =
            new("Holdfast", "it is authenticated: first every member knows it");
        public static readonly Reason Proven =
            new("Holdfast", "first every member knows it, then the peer");
        public static readonly Reason Repeated =
            new("RFC 2408 §5.1", "its message has come again: the same answer");
        public static readonly Reason Retry = new("RFC 2408 §5.1", "not answered: sent again");
        public static readonly Reason OftenEnough =
            new("RFC 2408 §5.1", "sent often enough: it is waited for");
        public static readonly Reason Committed =
            new("RFC 2409 §5.4", "every member knows it: it stands");
        public static readonly Reason CommittedLast =
            new("RFC 2409 §5.4", "every member knows it: our last word is sent");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: not a word, and keys are zeroed");
        public static readonly Reason Failed =
            new("Holdfast", "we cannot go on: not a word, and keys are zeroed");
        public static readonly Reason GivenUp =
            new("RFC 2408 §5.1", "half-open for too long: it goes without a word");
        public static readonly Reason IsUp = new("RFC 2409 §5.4", "the SA stands already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}
