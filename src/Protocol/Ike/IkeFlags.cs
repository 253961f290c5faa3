namespace Holdfast.Protocol.Ike;

/// <summary>
/// The flags of an IKE header: those of IKEv2, RFC 7296 §3.1, and those of IKEv1, RFC 2408 §3.1,
/// which lie in other bits.
/// </summary>
/// <param name="Value">The octet.</param>
public readonly record struct IkeFlags(byte Value)
{
    /// <summary>IKEv1, E: the payloads are encrypted.</summary>
    public bool Encryption => (Value & 0x01) != 0;

    /// <summary>IKEv1, C: the peer is to wait for a CONNECTED notification.</summary>
    public bool Commit => (Value & 0x02) != 0;

    /// <summary>IKEv1, A: the message is authenticated but not encrypted.</summary>
    public bool AuthenticationOnly => (Value & 0x04) != 0;

    /// <summary>IKEv2, I: sent by the original initiator of the IKE SA.</summary>
    public bool Initiator => (Value & 0x08) != 0;

    /// <summary>IKEv2, V: the sender could speak a higher major version.</summary>
    public bool Version => (Value & 0x10) != 0;

    /// <summary>IKEv2, R: a response.</summary>
    public bool Response => (Value & 0x20) != 0;

    /// <summary>The octet as two hex digits with a prefix.</summary>
    public override string ToString() => $"0x{Value:x2}";
}
