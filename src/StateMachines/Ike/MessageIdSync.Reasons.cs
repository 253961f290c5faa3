namespace Holdfast.StateMachines.Ike;

/// <content>The rules by which it decides.</content>
public static partial class MessageIdSync
{
    private static class Why
    {
        public static readonly Reason NothingIsDue = new("Holdfast", "nothing is due");
        public static readonly Reason TakenOver =
            new("RFC 6311 §5.1", "active now: a nonce is drawn for the synchronisation");
        public static readonly Reason OneIsEnough =
            new("RFC 6311 §7", "one synchronisation for a failover");
        public static readonly Reason Unfit =
            new("RFC 6311 §8.3", "no delta fits all CHILD SAs: the IKE SA is made anew");
        public static readonly Reason UnfitRekeyed =
            new("RFC 6311 §6.4", "no delta fits all CHILD SAs: they are rekeyed");
        public static readonly Reason Ask =
            new("RFC 6311 §5.1", "a higher ID than any before, and a new nonce");
        public static readonly Reason AskCounters =
            new("RFC 6311 §5.2", "the peer moves its counters on, by a request as any");
        public static readonly Reason NoChildren =
            new("RFC 6311 §5.2", "there is no CHILD SA whose counters could move");
        public static readonly Reason NoNonceWanted =
            new("RFC 6311 §5.1", "no synchronisation waits for a nonce");
        public static readonly Reason Retry =
            new("RFC 6311 §5.1", "no answer: a new nonce, and a higher ID");
        public static readonly Reason GaveUp =
            new("RFC 6311 §5.1", "no answer to any attempt: the IKE SA is made anew");
        public static readonly Reason UsedUp =
            new("RFC 7296 §2.2", "IDs never wrap: the IKE SA is made anew");
        public static readonly Reason Synced =
            new("RFC 6311 §5.1", "both sides agree on the IDs");
        public static readonly Reason OtherNonce =
            new("RFC 6311 §11", "an answer with another nonce is dropped");
        public static readonly Reason Lower =
            new("RFC 6311 §5.1", "an answer below what was asked for is dropped");
        public static readonly Reason NotAsked =
            new("RFC 6311 §11", "an answer to nothing is dropped");
        public static readonly Reason PeerSynced =
            new("RFC 6311 §5.1", "the higher of both sides' IDs holds from now on");
        public static readonly Reason Replayed =
            new("RFC 6311 §5.1", "no higher ID than before: dropped in silence");
        public static readonly Reason Counters =
            new("RFC 6311 §5.2", "outbound counters move on by the delta");
        public static readonly Reason OtherWidth =
            new("RFC 6311 §6.4", "the delta does not fit the CHILD SAs: dropped");
        public static readonly Reason Unprotected =
            new("RFC 6311 §5.1", "an unprotected message synchronises nothing");
        public static readonly Reason Malformed =
            new("RFC 6311 §5.1", "it has other payloads, or another message ID");
        public static readonly Reason NotNegotiated =
            new("RFC 6311 §5", "it was not negotiated");
        public static readonly Reason Standby = new("Holdfast", "a standby sends nothing");
        public static readonly Reason Failed =
            new("RFC 6311 §5.1", "the IKE SA is being made anew");

        public static Reason Of(Refusal why) => why switch
        {
            Refusal.Unprotected => Unprotected,
            Refusal.Malformed => Malformed,
            Refusal.NotNegotiated => NotNegotiated,
        };
    }
}
