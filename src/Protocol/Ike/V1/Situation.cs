namespace Holdfast.Protocol.Ike.V1;

/// <summary>The situation of an SA, a bit mask, RFC 2407 §4.2.</summary>
/// <param name="Value">The mask.</param>
public readonly record struct Situation(uint Value)
{
    /// <summary>SIT_IDENTITY_ONLY: an SA between the identities of its ID payloads.</summary>
    public bool IdentityOnly => (Value & 1) != 0;

    /// <summary>SIT_SECRECY: labeled secrecy.</summary>
    public bool Secrecy => (Value & 2) != 0;

    /// <summary>SIT_INTEGRITY: labeled integrity.</summary>
    public bool Integrity => (Value & 4) != 0;

    /// <summary>The mask as eight hex digits with a prefix.</summary>
    public override string ToString() => $"0x{Value:x8}";
}
