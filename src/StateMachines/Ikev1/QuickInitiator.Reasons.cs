namespace Holdfast.StateMachines.Ikev1;

/// <content>The rules by which it decides.</content>
public static partial class QuickInitiator
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason BegunAlready = new("Holdfast", "it is on the way already");
        public static readonly Reason NoId =
            new("RFC 2409 §5.5", "message ID and SPI are not zero, and something is offered");
        public static readonly Reason NotLoggedIn =
            new("XAUTH §6", "nothing before whoever has to log in has");
        public static readonly Reason Begun =
            new("RFC 2409 §5.5", "the first message is sealed");
        public static readonly Reason BegunWithSecrecy =
            new("RFC 2409 §5.5", "with forward secrecy: our half goes with the first message");
        public static readonly Reason Asked =
            new("RFC 2408 §5.1", "sent, and sent again until it is answered");
        public static readonly Reason NotOffered =
            new("RFC 2408 §4.2", "not one of those that were offered: the peer is told");
        public static readonly Reason Changed =
            new("RFC 2409 §5", "an attribute was changed: the peer is told");
        public static readonly Reason KeptSpi =
            new("RFC 4303 §2.1", "a SPI below 256: the peer is told");
        public static readonly Reason OwnNonce =
            new("Holdfast", "its nonce is our own: the peer is told");
        public static readonly Reason OtherTraffic =
            new("RFC 2409 §5.5", "other traffic than was asked for: the peer is told");
        public static readonly Reason NoShare =
            new("RFC 2409 §5.5", "forward secrecy without its half: the peer is told");
        public static readonly Reason Answered =
            new("RFC 2409 §5.5", "granted: the keys are derived, and our last word is sealed");
        public static readonly Reason Refused =
            new("RFC 2408 §3.14", "the peer refuses it, and it is the peer who says so");
        public static readonly Reason BadShare =
            new("RFC 2409 §5.5", "its public value is bad: another answer is waited for");
        public static readonly Reason Keyed =
            new("Holdfast", "first every member knows it, then the peer hears our last word");
        public static readonly Reason Retry = new("RFC 2408 §5.1", "not answered: sent again");
        public static readonly Reason Unanswered =
            new("RFC 2408 §5.1", "sent often enough: it is given up");
        public static readonly Reason Committed =
            new("RFC 2409 §5.5", "every member knows it: our last word is sent");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: keys are zeroed");
        public static readonly Reason Failed = new("Holdfast", "we cannot go on: it is given up");
        public static readonly Reason Repeated =
            new("RFC 2408 §5.1", "its message has come again: the same answer");
        public static readonly Reason IsUp = new("RFC 2409 §5.5", "the CHILD SA stands already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}
