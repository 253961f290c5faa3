namespace Holdfast.Protocol.Ike.V1;

/// <summary>Which HASH authenticates a message of phase 2, RFC 2409 §5.5.</summary>
public enum PhaseTwoHash
{
    /// <summary>HASH(1): of the first message, and of exchanges of one message (§5.7).</summary>
    One,

    /// <summary>HASH(2): of the responder's message of quick mode.</summary>
    Two,

    /// <summary>HASH(3): of the last message of quick mode.</summary>
    Three,
}
