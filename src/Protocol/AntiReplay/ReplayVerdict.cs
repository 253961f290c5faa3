namespace Holdfast.Protocol.AntiReplay;

/// <summary>What a replay window says of a sequence number, RFC 4303 §3.4.3.</summary>
public enum ReplayVerdict : byte
{
    /// <summary>It was not seen before.</summary>
    New,

    /// <summary>It was accepted before.</summary>
    Duplicate,

    /// <summary>
    /// It lies left of the window, or is no number of the SA at all, so nobody can say.
    /// </summary>
    TooOld,
}
