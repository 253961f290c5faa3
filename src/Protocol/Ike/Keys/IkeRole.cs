namespace Holdfast.Protocol.Ike;

/// <summary>Who sends, RFC 7296 §2.2: of an IKE SA always its original initiator.</summary>
public enum IkeRole : byte
{
    /// <summary>The side that began.</summary>
    Initiator,

    /// <summary>The side that answered.</summary>
    Responder,
}
