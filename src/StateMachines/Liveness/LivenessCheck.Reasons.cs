namespace Holdfast.StateMachines.Liveness;

/// <content>The rules by which it decides.</content>
public static partial class LivenessCheck
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason Proof =
            new("RFC 7296 §2.4", "a fresh protected message is proof of life");
        public static readonly Reason ProofButOpen =
            new("RFC 7296 §2.3", "it lives, but the request has to be answered");
        public static readonly Reason ProofBeingSealed =
            new("RFC 7296 §2.3", "it lives, but the request has its ID already");
        public static readonly Reason Asked =
            new("RFC 7296 §2.4", "the peer asks: it is answered, and lives");
        public static readonly Reason Answered = new("RFC 7296 §2.4", "the request is answered");
        public static readonly Reason OtherAnswer =
            new("RFC 7296 §2.3", "an answer to no open check");
        public static readonly Reason Sent = new("RFC 7296 §2.4", "sent; an answer may come");
        public static readonly Reason OnlySent =
            new("RFC 7296 §2.4", "there was only outgoing traffic");
        public static readonly Reason Silent = new("RFC 7296 §2.4", "nothing was heard recently");
        public static readonly Reason NobodySends =
            new("RFC 7296 §2.4", "silent, and nobody wants to send");
        public static readonly Reason RequestOpen =
            new("RFC 7296 §2.4", "an open request is a check");
        public static readonly Reason CheckOpen =
            new("RFC 7296 §2.4", "the peer is being asked already");
        public static readonly Reason RecentProof =
            new("RFC 7296 §2.4", "a hint is ignored: it was heard a moment ago");
        public static readonly Reason HintTooSoon =
            new("RFC 7296 §2.4", "a hint is ignored: one was heeded a moment ago");
        public static readonly Reason Hinted =
            new("RFC 7296 §2.4", "a hint proves nothing, but is a reason to ask");
        public static readonly Reason NoBudget =
            new("RFC 7296 §2.4", "hints have used up their budget");
        public static readonly Reason Due = new("Holdfast", "only a hint's check can be denied");
        public static readonly Reason Granted = new("Holdfast", "the schedule grants the check");
        public static readonly Reason NotWaiting =
            new("Holdfast", "granted, but no check is waiting");
        public static readonly Reason FirstSend =
            new("RFC 7296 §2.1", "committed: the request is sent");
        public static readonly Reason Retry =
            new("RFC 7296 §2.1", "no answer: the same octets again, after a longer wait");
        public static readonly Reason SealedAlready =
            new("RFC 7296 §2.1", "the request is open already");
        public static readonly Reason OtherOpen =
            new("Holdfast", "one request is repeated here; another is sent once");
        public static readonly Reason GaveUp =
            new("RFC 7296 §2.4", "repeated requests were not answered in time");
        public static readonly Reason InitialContact =
            new("RFC 7296 §2.4", "authenticated: the peer has no other IKE SA");
        public static readonly Reason ContactIgnored =
            new("RFC 7296 §2.4", "INITIAL_CONTACT is ignored by configuration");
        public static readonly Reason Token =
            new("RFC 6290 §4.5", "the token proves that the peer lost its state");
        public static readonly Reason Occupied =
            new("RFC 7296 §2.4", "another request asks, or does so no longer");
        public static readonly Reason Standby = new("Holdfast", "a standby sends nothing");
        public static readonly Reason Promoted =
            new("Holdfast", "active now; the peer's life is unknown");
        public static readonly Reason ActiveAlready = new("Holdfast", "active already");
        public static readonly Reason SyncFirst =
            new("RFC 6311 §5.1", "active now; message IDs are synchronised first");
        public static readonly Reason SyncOpen =
            new("RFC 6311 §8.1", "nothing counts before message IDs are synchronised");
        public static readonly Reason SyncAnswered =
            new("RFC 6311 §5.1", "the answer to the synchronisation is proof of life");
        public static readonly Reason NoSync = new("RFC 6311 §5.1", "nothing is synchronised");
        public static readonly Reason Failed = new("RFC 7296 §2.4", "the peer has failed");

        private static readonly Reason Unprotected =
            new("RFC 7296 §2.4", "an unprotected message proves nothing");
        private static readonly Reason Repeated =
            new("RFC 7296 §2.4", "a repeated message is not fresh");
        private static readonly Reason OtherSa =
            new("RFC 7296 §2.6", "the SPIs are of another SA");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unprotected => Unprotected,
            Refusal.Repeated => Repeated,
            Refusal.OtherSa => OtherSa,
        };
    }
}
