namespace Holdfast.StateMachines.Dpd;

/// <content>The rules by which it decides.</content>
public static partial class DeadPeerDetection
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason NotAgreed = new("RFC 3706 §5.1", "DPD is not agreed on");
        public static readonly Reason HalfAgreed =
            new("RFC 3706 §5.1", "the other vendor ID is missing");
        public static readonly Reason Agreed = new("RFC 3706 §5.1", "both sent the vendor ID");
        public static readonly Reason AgreedAlready =
            new("RFC 3706 §5.1", "DPD is agreed on already");
        public static readonly Reason Asked = new("RFC 3706 §5.2", "R-U-THERE is answered");
        public static readonly Reason Traffic = new("RFC 3706 §5.4", "traffic is proof of life");
        public static readonly Reason NoAnswer = new("RFC 3706 §5.4", "no answer: ask again");
        public static readonly Reason GivenUp =
            new("RFC 3706 §5.4", "no answer to any query: the peer is dead");
        public static readonly Reason Idle =
            new("RFC 3706 §5.5", "idle, and nobody wants to send");
        public static readonly Reason Wanted =
            new("RFC 3706 §5.5", "idle, and somebody wants to send");
        public static readonly Reason Sent = new("RFC 3706 §5.5", "sent; an answer may come");
        public static readonly Reason Unanswered =
            new("RFC 3706 §5.5", "sent, and nothing was heard");
        public static readonly Reason Periodic = new("Holdfast", "idle, and asked periodically");
        public static readonly Reason AlreadyProbing =
            new("RFC 3706 §5.4", "the query is unanswered yet");
        public static readonly Reason Answered = new("RFC 3706 §6.1", "the query is answered");
        public static readonly Reason WrongNumber =
            new("RFC 3706 §6.1", "the answer has another number");
        public static readonly Reason NoProbe =
            new("RFC 3706 §6.1", "an answer to no query");
        public static readonly Reason OldNumber =
            new("RFC 3706 §6.2", "R-U-THERE has not the awaited number");
        public static readonly Reason AskedAgain =
            new("Holdfast", "the last R-U-THERE again: answered, no proof of life");
        public static readonly Reason AskedTooOften =
            new("Holdfast", "the last R-U-THERE again, too soon");
        public static readonly Reason Standby = new("Holdfast", "a standby sends nothing");
        public static readonly Reason Promoted =
            new("Holdfast", "active now; the peer's life is unknown");
        public static readonly Reason Dead = new("RFC 3706 §5.4", "the peer is dead");

        private static readonly Reason Unprotected =
            new("RFC 3706 §5.2", "an unprotected message is rejected");
        private static readonly Reason OtherSa =
            new("RFC 3706 §5.3", "the cookies are of another SA");
        private static readonly Reason Malformed =
            new("RFC 3706 §5.3", "not the format of a DPD message");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unprotected => Unprotected,
            Refusal.OtherSa => OtherSa,
            Refusal.Malformed => Malformed,
        };
    }
}
