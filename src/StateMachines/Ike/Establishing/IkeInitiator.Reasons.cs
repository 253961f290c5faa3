namespace Holdfast.StateMachines.Ike;

/// <content>The rules by which it decides.</content>
public static partial class IkeInitiator
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason NoSpi = new("RFC 7296 §3.1", "no SPI is zero");
        public static readonly Reason Begun =
            new("RFC 7296 §1.2", "the first suite's key exchange is the guess");
        public static readonly Reason BegunAlready = new("Holdfast", "it is being made");
        public static readonly Reason Shared =
            new("RFC 7296 §1.2", "our half is there: the request is written");
        public static readonly Reason Asked =
            new("RFC 7296 §2.1", "sent, and again until it is answered");
        public static readonly Reason Retry =
            new("RFC 7296 §2.1", "no answer: the same octets again, after a longer wait");
        public static readonly Reason Unanswered =
            new("RFC 7296 §2.4", "given up: keys are zeroed");
        public static readonly Reason Cookie =
            new("RFC 7296 §2.6", "the cookie goes back in front, the rest is as it was");
        public static readonly Reason OtherMethod =
            new("RFC 7296 §1.2", "a method of our suites is wanted: tried anew with it");
        public static readonly Reason NotOurMethod =
            new("RFC 7296 §2.7", "a method that we have not offered, or that we have shown");
        public static readonly Reason TooOften =
            new("RFC 7296 §2.6", "changed too often: whoever says so does not want it");
        public static readonly Reason InClear =
            new("RFC 7296 §2.21.1", "anybody may have said it: another answer is waited for");
        public static readonly Reason Elsewhere =
            new("Holdfast", "another gateway is to serve us, and it has seen our nonce");
        public static readonly Reason NotOffered =
            new("RFC 7296 §2.7", "it chose what we have not offered: not taken");
        public static readonly Reason NotChildless =
            new("RFC 7296 §1.2", "it takes no IKE SA without a CHILD SA");
        public static readonly Reason NotMultiple =
            new("RFC 4739 §2.1", "it takes no second proof");
        public static readonly Reason NoCookie =
            new("RFC 7296 §2.6", "a cookie has 1 to 64 octets: not taken");
        public static readonly Reason Welcomed =
            new("RFC 7296 §2.14", "a suite is chosen: the keys are computed");
        public static readonly Reason BadShare =
            new("RFC 7296 §2.21.1", "its public value is bad: another answer is waited for");
        public static readonly Reason Keyed =
            new("RFC 7296 §2.15", "there are keys: our proof is made");
        public static readonly Reason NoIntermediate =
            new("RFC 9370 §2.2.1", "it takes no IKE_INTERMEDIATE, so it chose none: not taken");
        public static readonly Reason SharedMore =
            new("RFC 9370 §2.2.2", "our half is there: IKE_INTERMEDIATE is sealed");
        public static readonly Reason AskedMore =
            new("RFC 9242 §3.2", "sent under the keys so far, and again until it is answered");
        public static readonly Reason Exchanged =
            new("RFC 9370 §2.2.2", "its half is there: the keys behind it are computed");
        public static readonly Reason OtherExchange =
            new("RFC 9370 §2.2.2", "it answers by a method that it has not chosen: given up");
        public static readonly Reason RefusedMore =
            new("RFC 9242 §3.4", "the additional exchange is refused: given up");
        public static readonly Reason BadMore =
            new("RFC 9370 §2.2.2", "its half of the additional exchange is bad: given up");
        public static readonly Reason KeyedMore =
            new("RFC 9370 §2.2.2", "all keys are new, and those before are zeroed: goes on");
        public static readonly Reason Proved =
            new("RFC 7296 §1.2", "our proof is made: IKE_AUTH is sealed");
        public static readonly Reason Answered =
            new("RFC 7296 §2.15", "its proof is checked before anything else");
        public static readonly Reason NoAuth =
            new("RFC 7296 §2.15", "it proves nothing");
        public static readonly Reason Refused =
            new("RFC 7296 §2.21.2", "the peer refuses us, and it is the peer who says so");
        public static readonly Reason Denied =
            new("RFC 7296 §2.21.2", "it is not who it says");
        public static readonly Reason NotWanted =
            new("RFC 7296 §2.15", "it says to be somebody else than is wanted");
        public static readonly Reason Left =
            new("RFC 7296 §2.21.2", "the peer is told once that there is no SA");
        public static readonly Reason BadChild =
            new("RFC 7296 §2.9", "its CHILD SA is none that we have offered");
        public static readonly Reason Follows =
            new("RFC 4739 §2.1", "the first proofs are done: now whom we are besides");
        public static readonly Reason NoEap =
            new("RFC 7296 §2.16", "without our AUTH it has nothing to ask: given up");
        public static readonly Reason Heard =
            new("RFC 7296 §2.16", "a request of EAP is for the method");
        public static readonly Reason Replied =
            new("RFC 7296 §2.16", "what the method replies goes into the next request");
        public static readonly Reason Succeeded =
            new("RFC 7296 §2.16", "the server is content: what has the method made?");
        public static readonly Reason Made =
            new("RFC 7296 §2.16", "the method has ended too: AUTH by what it made");
        public static readonly Reason EapFailed =
            new("RFC 7296 §2.16", "the server is not content, or says nothing: given up");
        public static readonly Reason Keyless =
            new("RFC 7296 §2.16", "the method makes no key, and such ones are not taken");
        public static readonly Reason NoServerWord =
            new("RFC 7296 §2.16", "the server says what none may say here: given up");
        public static readonly Reason NoMethodWord =
            new("RFC 7296 §2.16", "the method does not go on: given up");
        public static readonly Reason TooManyRounds =
            new("Holdfast", "more rounds of EAP than are taken: given up");
        public static readonly Reason TooSlow =
            new("Holdfast", "EAP has taken longer than it may: given up");
        public static readonly Reason Verified =
            new("RFC 7296 §2.17", "it is authenticated: keys of the CHILD SA");
        public static readonly Reason VerifiedAlone =
            new("RFC 7296 §1.2", "it is authenticated; the IKE SA stands without a CHILD SA");
        public static readonly Reason ChildKeyed =
            new("Holdfast", "first every member knows it, then it is used");
        public static readonly Reason Committed =
            new("RFC 7296 §1.2", "every member knows it: it stands");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: keys are zeroed");
        public static readonly Reason Failed =
            new("Holdfast", "we cannot go on: keys are zeroed");
        public static readonly Reason IsUp = new("RFC 7296 §2.1", "the SA stands already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}
