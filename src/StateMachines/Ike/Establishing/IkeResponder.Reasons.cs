namespace Holdfast.StateMachines.Ike;

/// <content>The rules by which it decides.</content>
public static partial class IkeResponder
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason OutOfTurn =
            new("Holdfast", "nothing that waits for it");
        public static readonly Reason NoSpi =
            new("RFC 7296 §3.1", "no SPI is zero: dropped");
        public static readonly Reason CookieWanted =
            new("RFC 7296 §2.6", "first it shows that it is where it says: nothing is kept");
        public static readonly Reason Elsewhere =
            new("Holdfast", "it follows redirects, and another gateway is to serve it");
        public static readonly Reason Malformed =
            new("RFC 7296 §2.5", "said in the clear, and nothing is kept");
        public static readonly Reason MalformedProposals =
            new("RFC 7296 §3.3.1", "numbers or SPIs of proposals are wrong");
        public static readonly Reason NoProposal =
            new("RFC 7296 §2.7", "none of our suites is offered");
        public static readonly Reason OtherMethod =
            new("RFC 7296 §1.2", "another key exchange is wanted than was guessed");
        public static readonly Reason Begun =
            new("RFC 7296 §2.7", "a suite is chosen: the key exchange first");
        public static readonly Reason BadShare =
            new("RFC 7296 §2.21.1", "the public value is bad: said in the clear");
        public static readonly Reason CannotProve =
            new("RFC 7296 §2.21.2", "we can't prove who we are: the peer is told");
        public static readonly Reason Keyed =
            new("RFC 7296 §2.14", "there are keys: the response is written");
        public static readonly Reason Greeted =
            new("RFC 7296 §1.2", "IKE_SA_INIT is answered, and its octets are kept");
        public static readonly Reason Repeated =
            new("RFC 7296 §2.1", "a repeated request: the same octets again");
        public static readonly Reason OtherRequest =
            new("RFC 7296 §2.1", "another request with that SPI: whoever is first is served");
        public static readonly Reason BeingAnswered =
            new("RFC 7296 §2.1", "a repeated request whose response is being made");
        public static readonly Reason OtherId =
            new("RFC 7296 §2.2", "not the message ID that is next");
        public static readonly Reason Exchanged =
            new("RFC 9370 §2.2.2", "the additional exchange that is next: keys behind it");
        public static readonly Reason OtherExchange =
            new("RFC 9370 §2.2.2", "another method than was chosen for this exchange: refused");
        public static readonly Reason NoMoreChosen =
            new("RFC 9370 §2.2.2", "no additional exchange is left that was chosen: refused");
        public static readonly Reason TooEarly =
            new("RFC 9370 §2.2.2", "an additional exchange is missing before IKE_AUTH: refused");
        public static readonly Reason BadMore =
            new("RFC 9370 §2.2.2", "its half of the additional exchange is bad: refused");
        public static readonly Reason KeyedMore =
            new("RFC 9370 §2.2.2", "all keys are new; the response is under those before");
        public static readonly Reason AnsweredMore =
            new("RFC 9242 §3.2", "IKE_INTERMEDIATE is answered; what follows has new keys");
        public static readonly Reason NoAuth =
            new("RFC 7296 §2.16", "without AUTH it wants EAP, which is not spoken");
        public static readonly Reason EapTooEarly =
            new("RFC 7296 §2.16", "EAP in the first request, which nobody has asked for: refused");
        public static readonly Reason WantsEap =
            new("RFC 7296 §2.16", "without AUTH it wants EAP: is it one of those?");
        public static readonly Reason NotByEap =
            new("RFC 7296 §2.16", "nobody of that name proves itself by EAP: refused");
        public static readonly Reason Admitted =
            new("RFC 7296 §2.16", "it may by EAP: our proof first (no EAP-only, RFC 5998)");
        public static readonly Reason Introduced =
            new("RFC 7296 §2.16", "our proof is made: what does the server ask?");
        public static readonly Reason Conveyed =
            new("RFC 7296 §2.16", "a request of the server goes into the response");
        public static readonly Reason RoundAnswered =
            new("RFC 7296 §2.16", "IKE_AUTH is answered; the next one has its own message ID");
        public static readonly Reason Heard =
            new("RFC 7296 §2.16", "a word of EAP is for the server");
        public static readonly Reason Succeeded =
            new("RFC 7296 §2.16", "the server is content: AUTH is to follow");
        public static readonly Reason EapFailed =
            new("RFC 7296 §2.16", "the server is not content: AUTHENTICATION_FAILED");
        public static readonly Reason Keyless =
            new("RFC 7296 §2.16", "the method makes no key, and such ones are not taken");
        public static readonly Reason NoServerWord =
            new("RFC 7296 §2.16", "the server says what none may say here: AUTHENTICATION_FAILED");
        public static readonly Reason TooManyRounds =
            new("Holdfast", "more rounds of EAP than are taken: AUTHENTICATION_FAILED");
        public static readonly Reason TooLong =
            new("Holdfast", "a longer word of EAP than is taken: AUTHENTICATION_FAILED");
        public static readonly Reason NoEap =
            new("RFC 7296 §2.16", "a response of EAP is next, and nothing else: refused");
        public static readonly Reason NoAuthBehindEap =
            new("RFC 7296 §2.16", "AUTH is next, behind EAP: refused");
        public static readonly Reason AskedByEap =
            new("RFC 7296 §2.16", "AUTH by what EAP made: is it the one whom the server met?");
        public static readonly Reason OtherProofs =
            new("RFC 4739 §2.1", "one proof where two are due, or two where one is: refused");
        public static readonly Reason VerifiedFirst =
            new("RFC 4739 §2.1", "it is the first one of two: our proof, and who is the other?");
        public static readonly Reason IntroducedFirst =
            new("RFC 4739 §2.1", "our proof goes alone: who is the other, by EAP?");
        public static readonly Reason NamesAnother =
            new("RFC 4739 §2.1", "it names the other one: does that one prove itself by EAP?");
        public static readonly Reason NamesNobody =
            new("RFC 4739 §2.1", "who is the other is next, and nothing else: refused");
        public static readonly Reason AdmittedBesides =
            new("RFC 4739 §2.1", "the other one may by EAP: what does the server ask?");
        public static readonly Reason NoChild =
            new("RFC 7296 §1.2", "a CHILD SA has to be asked for");
        public static readonly Reason Asked =
            new("RFC 7296 §2.15", "its proof is checked before anything else");
        public static readonly Reason MalformedAuth =
            new("RFC 7296 §2.21.2", "what is malformed ends it, and says so");
        public static readonly Reason Denied =
            new("RFC 7296 §2.21.2", "AUTHENTICATION_FAILED, whatever the reason is");
        public static readonly Reason Verified =
            new("RFC 7296 §2.15", "it is authenticated, and has its CHILD SA: our proof");
        public static readonly Reason VerifiedAlone =
            new("RFC 7296 §1.2", "it is authenticated; the IKE SA stands without a CHILD SA");
        public static readonly Reason Proved =
            new("RFC 7296 §2.17", "our proof is made: keys of the CHILD SA");
        public static readonly Reason ProvedAlone =
            new("RFC 7296 §2.15", "our proof is made: the response is sealed");
        public static readonly Reason ChildKeyed =
            new("RFC 7296 §2.17", "the CHILD SA has keys: the response is sealed");
        public static readonly Reason Sealed =
            new("Holdfast", "first every member knows it, then the peer");
        public static readonly Reason Committed =
            new("RFC 7296 §1.2", "every member knows it: the response is sent");
        public static readonly Reason NotCommitted =
            new("Holdfast", "it is no fact: not a word, and keys are zeroed");
        public static readonly Reason Failed =
            new("Holdfast", "we cannot go on: not a word, and keys are zeroed");
        public static readonly Reason RefusalSent =
            new("RFC 7296 §2.21.2", "refused; a repeated request has the same answer");
        public static readonly Reason GivenUp =
            new("RFC 7296 §2.4", "half-open for too long: it goes without a word");
        public static readonly Reason IsUp = new("RFC 7296 §2.1", "the SA stands already");
        public static readonly Reason IsGone = new("Holdfast", "it is gone");
    }
}
