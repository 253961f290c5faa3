namespace Holdfast.StateMachines.Ikev1;

/// <content>The rules by which it decides.</content>
public static partial class PhaseOneInitiator
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason BegunAlready = new("Holdfast", "it is on the way already");
        public static readonly Reason NoCookie =
            new("RFC 2408 §2.5.3", "no cookie is zero: dropped");
        public static readonly Reason OtherCookie =
            new("RFC 2408 §2.5.3", "another cookie than before: somebody else");
        public static readonly Reason Begun =
            new("RFC 2409 §5.4", "main mode: first what is offered");
        public static readonly Reason BegunAggressive =
            new("RFC 2409 §5.4", "aggressive mode: the offer with our half and our name");
        public static readonly Reason Offered =
            new("RFC 2408 §5.1", "sent, and sent again until it is answered");
        public static readonly Reason RefusedInClear =
            new("RFC 2408 §3.14", "anybody may have said it: it ends nothing");
        public static readonly Reason NotOffered =
            new("RFC 2408 §4.2", "none that was offered, or several: another answer is waited for");
        public static readonly Reason Changed =
            new("RFC 2409 §5", "an attribute was changed: another answer is waited for");
        public static readonly Reason Missing =
            new("RFC 2409 §5.4", "a payload is missing: another answer is waited for");
        public static readonly Reason Reflected =
            new("Holdfast", "what we said ourselves: another answer is waited for");
        public static readonly Reason Chosen =
            new("RFC 2409 §5.4", "a suite is chosen: our half of the key exchange");
        public static readonly Reason Shared =
            new("RFC 2409 §5.4", "our half is sent, and sent again until it is answered");
        public static readonly Reason Exchanged =
            new("RFC 2409 §5", "both halves are there: the keys are computed");
        public static readonly Reason BadAnswer =
            new("RFC 2409 §5.4", "value or proof is bad: another answer is waited for");
        public static readonly Reason Keyed =
            new("RFC 2409 §5.4", "there are keys: our name and our proof, encrypted");
        public static readonly Reason KeyedAggressive =
            new("RFC 2409 §5.4", "its proof is right: ours is made");
        public static readonly Reason Proven =
            new("RFC 2409 §5.4", "our proof is sent, and sent again until it is answered");
        public static readonly Reason ProvenAndFloats =
            new("RFC 3947 §4", "there is a NAT: from here on at port 4500");
        public static readonly Reason ProvenLast =
            new("Holdfast", "our last word: first every member knows it, then the peer");
        public static readonly Reason Proved =
            new("RFC 2409 §5.4", "its proof is right: first every member knows it");
        public static readonly Reason NotProved =
            new("RFC 2409 §5.4", "its proof is wrong: another answer is waited for");
        public static readonly Reason Claimed =
            new("RFC 2409 §5.1", "its signature is there: is it right, and whose is it?");
        public static readonly Reason Doubted =
            new("Holdfast", "so many signatures were bad that no other is verified: it is over");
        public static readonly Reason Distrusted =
            new("RFC 2409 §5.1", "it has signed, and nobody whom we trust vouches for it");
        public static readonly Reason Denied =
            new("RFC 2408 §3.14", "the peer refuses us, and it is the peer who says so");
        public static readonly Reason NotWanted =
            new("RFC 2407 §4.6.2", "it says to be somebody else than is wanted");
        public static readonly Reason Retry = new("RFC 2408 §5.1", "not answered: sent again");
        public static readonly Reason Unanswered =
            new("RFC 2408 §5.1", "sent often enough: it is given up");
        public static readonly Reason Committed =
            new("RFC 2409 §5.4", "every member knows it: it stands");
        public static readonly Reason CommittedLast =
            new("RFC 2409 §5.4", "every member knows it: our last word is sent");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: keys are zeroed");
        public static readonly Reason Failed =
            new("Holdfast", "we cannot go on: keys are zeroed");
        public static readonly Reason Repeated =
            new("RFC 2408 §5.1", "its message has come again: the same answer");
        public static readonly Reason IsUp = new("RFC 2409 §5.4", "the SA stands already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}
