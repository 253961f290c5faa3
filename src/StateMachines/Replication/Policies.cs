namespace Holdfast.StateMachines.Replication;

/// <summary>What comes first when members do not hear each other.</summary>
public enum SoloPolicy : byte
{
    /// <summary>
    /// A member goes on alone once every standby must have called itself stale. Two members may be
    /// active in a partition: no nonce is used twice even then, and no more is promised.
    /// </summary>
    AvailabilityFirst,

    /// <summary>
    /// Nobody goes on alone, or takes over, before a fence proves that the other one is off, or
    /// every other one has agreed: no message ID is ever used twice.
    /// </summary>
    SafetyFirst,
}

/// <summary>How many standbys must have acknowledged a fact before anything follows from it.
/// </summary>
public enum CommitRule : byte
{
    /// <summary>Every standby that is synced.</summary>
    All,

    /// <summary>As many as make a majority of all members, the active one included.</summary>
    Majority,

    /// <summary>One.</summary>
    One,
}

/// <summary>What a takeover does about inbound packets that were accepted already.</summary>
public enum ReplayPolicy : byte
{
    /// <summary>Packets beyond the acknowledged floor wait: none is accepted twice.</summary>
    Strict,

    /// <summary>So many beyond it are accepted, and may be once more after a takeover.</summary>
    Bounded,

    /// <summary>The peer moves its counters on, RFC 6311 §5: nothing waits.</summary>
    PeerSync,

    /// <summary>Nothing is received on inherited SAs: they are rekeyed first.</summary>
    RekeyFirst,
}

/// <summary>Whether the store of epochs was there at the start.</summary>
public enum StoreCondition : byte
{
    /// <summary>It was read, and is whole.</summary>
    Kept,

    /// <summary>There was none, or it was torn.</summary>
    Missing,
}

/// <summary>What a member knows of itself when it starts.</summary>
/// <param name="Boot">This start, drawn at random, never 0.</param>
/// <param name="Generation">How often the store was written, this start's writing included.</param>
/// <param name="Epoch">The highest epoch in the store; none where it is missing.</param>
/// <param name="Store">Whether the store was there.</param>
public sealed record StartRecord(
    BootId Boot, uint Generation, Epoch Epoch, StoreCondition Store);
