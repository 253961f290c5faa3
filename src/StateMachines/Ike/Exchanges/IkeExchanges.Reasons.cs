namespace Holdfast.StateMachines.Ike;

/// <content>The rules by which it decides.</content>
public static partial class IkeExchanges
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn = new("Holdfast", "nothing that waits for it");
        public static readonly Reason Established =
            new("RFC 7296 §1.2", "the SA stands: exchanges go both ways");
        public static readonly Reason TakenOver =
            new("RFC 6027 §3.6", "it goes on where the facts end, by the same octets");
        public static readonly Reason TooMany =
            new("Holdfast", "as many as may be: it is refused at once");
        public static readonly Reason Wanted = new("Holdfast", "it waits for its turn");
        public static readonly Reason NothingToDo =
            new("RFC 7296 §2.25.1", "it is gone, or replaced: nothing is left to do");
        public static readonly Reason NoSuite = new("Holdfast", "there is nothing to offer");
        public static readonly Reason Begun =
            new("RFC 7296 §1.3", "our half of the key exchange first");
        public static readonly Reason NotShared =
            new("Holdfast", "nobody computes the key exchange");
        public static readonly Reason Asked = new("RFC 7296 §1.3", "the request goes out");
        public static readonly Reason Dropped =
            new("RFC 6311 §5.1", "its ID was passed over: what it may have made goes, then anew");
        public static readonly Reason RekeyedUnheard =
            new("RFC 7296 §2.25.2", "it has moved on already, unheard: all is made anew");
        public static readonly Reason Granted =
            new("RFC 7296 §2.17", "the peer grants it: keys first");
        public static readonly Reason Completed =
            new("RFC 7296 §2.8", "there are keys; what the peer has begun comes first");
        public static readonly Reason NotGranted =
            new("RFC 7296 §3.3.6", "nothing of what was offered");
        public static readonly Reason Refused =
            new("RFC 7296 §2.25", "refused; that it is answered is a fact");
        public static readonly Reason Done =
            new("RFC 7296 §1.4", "answered: what ends is a fact");
        public static readonly Reason ChildMade =
            new("RFC 7296 §1.3.3", "it becomes a fact; then what it replaces is deleted");
        public static readonly Reason ChildRedundant =
            new("RFC 7296 §2.8.1", "ours has the lowest nonce: we delete it");
        public static readonly Reason IkeRekeyed =
            new("RFC 7296 §2.18", "it has the CHILD SAs; then the old one is deleted");
        public static readonly Reason IkeRedundant =
            new("RFC 7296 §2.8.2", "ours has the lowest nonce: we delete it");
        public static readonly Reason Committed =
            new("Holdfast", "every member knows it: what follows is begun");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: not a word, and keys are zeroed");
        public static readonly Reason Held =
            new("RFC 7296 §2.3", "it waits for the one before it");
        public static readonly Reason TooManyHeld =
            new("RFC 7296 §2.3", "more than any window holds");
        public static readonly Reason Malformed =
            new("RFC 7296 §2.5", "it cannot be answered otherwise");
        public static readonly Reason NoFollowup =
            new("RFC 9370 §2.2.4", "no key exchange waits for this one: the IKE SA stands");
        public static readonly Reason Kept =
            new("RFC 9370 §2.2.4", "its secret waits for those of the exchanges that follow");
        public static readonly Reason Given =
            new("RFC 9370 §2.2.4", "the peer has no state for it: all of it anew");
        public static readonly Reason NotGoneOn =
            new("RFC 9370 §2.2.4", "ours has the lowest nonce: it is not gone on with");
        public static readonly Reason IsGoneOn =
            new("RFC 9370 §2.2.4", "our own key exchanges go on with the same SA: not now");
        public static readonly Reason TooManyPending =
            new("Holdfast", "as many wait for key exchanges as may: not now");
        public static readonly Reason Unfollowed =
            new("RFC 9370 §2.2.4", "the next key exchange has not come: the secrets go");
        public static readonly Reason Fatal =
            new("RFC 7296 §2.21.3", "INVALID_SYNTAX ends the IKE SA on both sides");
        public static readonly Reason IkeDeleted =
            new("RFC 7296 §1.4.1", "the IKE SA ends with its CHILD SAs");
        public static readonly Reason ChildrenDeleted =
            new("RFC 7296 §1.4.1", "the other directions end, and the answer names them");
        public static readonly Reason Informed =
            new("RFC 7296 §1.4", "an answer says that we live");
        public static readonly Reason IkeIsBusy =
            new("RFC 7296 §2.25.2", "the IKE SA is being replaced or deleted: not now");
        public static readonly Reason ChildIsBusy =
            new("RFC 7296 §2.25.1", "that CHILD SA is about to be deleted: not now");
        public static readonly Reason NotYet =
            new("RFC 7296 §2.25", "it may be what we have asked for, and not heard of yet");
        public static readonly Reason NoSuchChild =
            new("RFC 7296 §2.25.1", "there is no such CHILD SA");
        public static readonly Reason NoMore =
            new("RFC 7296 §1.3", "no more CHILD SAs under this IKE SA");
        public static readonly Reason NoProposal =
            new("RFC 7296 §2.7", "none of our suites is offered");
        public static readonly Reason OtherMethod =
            new("RFC 7296 §1.3", "another key exchange is wanted than was guessed");
        public static readonly Reason NoTraffic =
            new("RFC 7296 §2.9", "nothing of that traffic may have a CHILD SA");
        public static readonly Reason Granting =
            new("RFC 7296 §2.17", "we grant it: keys first");
        public static readonly Reason Answered =
            new("Holdfast", "first every member knows it, then the peer");
        public static readonly Reason Confirmed =
            new("RFC 7296 §2.8.2", "it stays: what was wanted goes on under it");
        public static readonly Reason Superseded =
            new("RFC 7296 §2.8.2", "another one stays: the peer deletes this one");
        public static readonly Reason Ended = new("RFC 7296 §1.4.1", "the IKE SA is gone");
        public static readonly Reason Lost =
            new("RFC 7296 §2.4", "the peer does not answer: it goes without a word");
        public static readonly Reason Lingered =
            new("RFC 7296 §2.18", "replaced, and never deleted: it goes without a word");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}
