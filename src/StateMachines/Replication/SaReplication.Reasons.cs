namespace Holdfast.StateMachines.Replication;

/// <content>The rules by which it decides.</content>
public static partial class SaReplication
{
    private static class Why
    {
        private const string Own = "Holdfast";

        public static readonly Reason NothingIsDue = new(Own, "nothing is due");
        public static readonly Reason TimedOut = new(Own, "time is up");
        public static readonly Reason NotAwaited = new(Own, "nobody waits for it");
        public static readonly Reason NoMember = new(Own, "no member of this cluster");
        public static readonly Reason Greeted = new(Own, "connected: says who it is");
        public static readonly Reason Met = new(Own, "a member says who it is");

        public static readonly Reason AuthorityNoted = new(Own, "where the first hop is");
        public static readonly Reason FenceNoted = new(Own, "a member is off");
        public static readonly Reason OtherStart =
            new(Own, "the fence of another start of that member: refused");
        public static readonly Reason VoteLost = new(Own, "fenced: it stops");
        public static readonly Reason Promoted = new(Own, "has the authority, and nobody reigns");
        public static readonly Reason EpochPersisted = new(Own, "the epoch is persisted");
        public static readonly Reason Answered = new(Own, "says what it knows");
        public static readonly Reason Reigns = new(Own, "reigns");
        public static readonly Reason NoReignLeft = new(Own, "no reign is left");
        public static readonly Reason StoodDown = new(Own, "the first hop is elsewhere: stops");
        public static readonly Reason Released = new(Own, "the active member has stopped");
        public static readonly Reason Claimed = new(Own, "a member claims an epoch");

        public static readonly Reason HigherEpoch = new(Own, "there is a higher epoch");
        public static readonly Reason OlderEpoch =
            new("RFC 6027 §3.6", "of an older epoch: refused");
        public static readonly Reason VoidEpoch =
            new(Own, "the epoch was begun before the store was lost");
        public static readonly Reason OwnTerm = new(Own, "says nothing new");
        public static readonly Reason Slept = new(Own, "has slept too long");
        public static readonly Reason AsksNobody =
            new(Own, "does not reign: has nothing to ask");
        public static readonly Reason EpochFirst = new(Own, "must prove its epoch first");
        public static readonly Reason EpochProved = new(Own, "nobody knows a higher epoch");
        public static readonly Reason NotProved = new(Own, "nobody proves its epoch");

        public static readonly Reason StandbySendsNothing =
            new("RFC 6027 §3.7", "a standby sends nothing");
        public static readonly Reason Acknowledged = new(Own, "says how far it is");
        public static readonly Reason Admitted = new(Own, "synced: facts wait for it");
        public static readonly Reason SpellOver =
            new(Own, "facts wait for it no longer: it begins anew");
        public static readonly Reason AsksAgain =
            new(Own, "not everybody has agreed: asks again");
        public static readonly Reason Asks = new("RFC 6027 §3.6", "asks for what it missed");
        public static readonly Reason Folded = new("RFC 6027 §3.2", "folds a fact");
        public static readonly Reason KnownFact = new("RFC 6027 §3.6", "knows it already");
        public static readonly Reason MissingFact =
            new("RFC 6027 §3.6", "lacks what comes before");
        public static readonly Reason SnapshotFirst = new(Own, "takes a snapshot first");
        public static readonly Reason SnapshotBegins = new(Own, "a snapshot begins");
        public static readonly Reason SnapshotGoesOn = new(Own, "a snapshot goes on");
        public static readonly Reason SnapshotTaken = new(Own, "the snapshot is whole");
        public static readonly Reason SameDigest = new(Own, "the digests are the same");
        public static readonly Reason OtherDigest = new(Own, "the digests differ");
        public static readonly Reason NotForAStandby = new(Own, "nothing for a standby");
        public static readonly Reason FellowServed = new(Own, "tells another standby");

        public static readonly Reason Beats = new(Own, "tells that it lives");
        public static readonly Reason Heard = new(Own, "a standby says how far it is");
        public static readonly Reason NotJoined =
            new(Own, "a start that has not shown that it lives");
        public static readonly Reason StandbyLeft =
            new(Own, "a standby must have called itself stale");
        public static readonly Reason FactsSentAgain = new("RFC 6027 §3.6", "facts again");
        public static readonly Reason OrphansTold =
            new("RFC 6027 §3.7", "what a member did alone");
        public static readonly Reason Busy = new(Own, "too much waits");
        public static readonly Reason Decided = new("RFC 6027 §3.3", "decided");
        public static readonly Reason SealedFirst = new(Own, "is sealed first");
        public static readonly Reason NoResponseYet = new("RFC 7296 §2.1", "no response yet");
        public static readonly Reason ResponseRepeated =
            new("RFC 7296 §2.1", "the same response again");
    }
}
