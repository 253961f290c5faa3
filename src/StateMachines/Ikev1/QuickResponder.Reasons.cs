namespace Holdfast.StateMachines.Ikev1;

/// <content>The rules by which it decides.</content>
public static partial class QuickResponder
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason NotLoggedIn =
            new("XAUTH §6", "whoever has to log in has not: the peer is told");
        public static readonly Reason NoProposal =
            new("RFC 2408 §4.2", "none of our suites is offered: the peer is told");
        public static readonly Reason KeptSpi =
            new("RFC 4303 §2.1", "a SPI below 256: the peer is told");
        public static readonly Reason NoTraffic =
            new("RFC 2409 §5.5", "traffic that it may not have: the peer is told");
        public static readonly Reason NoShare =
            new("RFC 2409 §5.5", "forward secrecy without its half: the peer is told");
        public static readonly Reason BadShare =
            new("RFC 2409 §5.5", "the public value is bad: the peer is told");
        public static readonly Reason Asked =
            new("RFC 2409 §5.5", "granted: the keys are derived, and the answer is sealed");
        public static readonly Reason AskedForLonger =
            new("RFC 2407 §4.6.3.1", "granted for less time than was asked for: the peer is told");
        public static readonly Reason BeingAnswered =
            new("RFC 2408 §5.1", "its answer is being made");
        public static readonly Reason Keyed =
            new("Holdfast", "first every member knows it, then the peer");
        public static readonly Reason Committed =
            new("RFC 2409 §5.5", "every member knows it: the answer is sent, until it is heard");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: not a word, and keys are zeroed");
        public static readonly Reason Failed = new("Holdfast", "we cannot go on: it ends");
        public static readonly Reason Confirmed =
            new("RFC 2409 §5.5", "the peer is there: the CHILD SA is sent under");
        public static readonly Reason Used =
            new("RFC 2409 §5.5", "a packet shows that the peer is there: it is sent under");
        public static readonly Reason Repeated =
            new("RFC 2408 §5.1", "its message has come again: the same answer");
        public static readonly Reason Retry = new("RFC 2408 §5.1", "not heard: sent again");
        public static readonly Reason Unconfirmed =
            new("RFC 2409 §5.5", "nobody has shown that the peer is there: the CHILD SA ends");
        public static readonly Reason IsUp = new("RFC 2409 §5.5", "the CHILD SA stands already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}
