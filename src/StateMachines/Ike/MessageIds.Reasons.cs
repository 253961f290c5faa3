namespace Holdfast.StateMachines.Ike;

/// <content>The rules by which it decides.</content>
public static partial class MessageIds
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Reserved =
            new("RFC 7296 §2.2", "the next ID, in order; sent once the members know it");
        public static readonly Reason WindowFull =
            new("RFC 7296 §2.3", "the peer takes no more before it has answered one");
        public static readonly Reason UsedUp =
            new("RFC 7296 §2.2", "IDs never wrap: the IKE SA has none left");
        public static readonly Reason FirstSend =
            new("RFC 7296 §2.1", "the members know it: the request is sent");
        public static readonly Reason NotReserved =
            new("RFC 7296 §2.2", "no request of this ID is being sealed");
        public static readonly Reason Retry =
            new("RFC 7296 §2.1", "no answer: the same octets again, after a longer wait");
        public static readonly Reason GaveUp =
            new("RFC 7296 §2.1", "given up: the IKE SA has failed");
        public static readonly Reason Answered =
            new("RFC 7296 §2.1", "the request is answered");
        public static readonly Reason OtherAnswer =
            new("RFC 7296 §2.1", "a response to no open request is ignored");
        public static readonly Reason New = new("RFC 7296 §2.3", "a new request in the window");
        public static readonly Reason AnsweredBefore =
            new("RFC 7296 §2.1", "a repeated request: the same response again");
        public static readonly Reason BeingAnswered =
            new("RFC 7296 §2.1", "a repeated request whose response is being made");
        public static readonly Reason Old =
            new("RFC 7296 §2.3", "an old request is not taken again");
        public static readonly Reason Beyond =
            new("RFC 7296 §2.3", "beyond the window: not answered, but said");
        public static readonly Reason BeyondAgain =
            new("RFC 7296 §2.3", "beyond the window: said a moment ago");
        public static readonly Reason TheirsUsedUp =
            new("RFC 7296 §2.2", "IDs never wrap: the peer has none left");
        public static readonly Reason ResponseSent =
            new("RFC 7296 §2.1", "the members know it: the response is sent");
        public static readonly Reason NotTaken =
            new("RFC 7296 §2.1", "no request of this ID is being answered");
        public static readonly Reason WindowSet =
            new("RFC 7296 §2.3", "so many requests the peer takes at once");
        public static readonly Reason NoWindow =
            new("RFC 7296 §2.3", "a window is one request at least");
        public static readonly Reason Synced =
            new("RFC 6311 §5.1", "new IDs are agreed on; what was open is dropped");
        public static readonly Reason Unprotected =
            new("RFC 7296 §2.3", "an unprotected message moves no window");
        public static readonly Reason OtherSa =
            new("RFC 7296 §2.6", "it belongs to another IKE SA");
        public static readonly Reason Standby = new("Holdfast", "a standby sends nothing");
        public static readonly Reason TookOver =
            new("Holdfast", "active now: open requests again, in the same octets");
        public static readonly Reason ActiveAlready = new("Holdfast", "active already");
        public static readonly Reason Failed = new("RFC 7296 §2.1", "the IKE SA has failed");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unprotected => Unprotected,
            Refusal.OtherSa => OtherSa,
        };
    }
}
