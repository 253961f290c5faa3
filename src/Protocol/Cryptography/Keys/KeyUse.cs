namespace Holdfast.Protocol.Cryptography;

/// <summary>The one direction of a key, RFC 7296 §2.14 and §2.17.</summary>
public enum KeyUse : byte
{
    /// <summary>For what is received: opens, or checks an ICV.</summary>
    Open,

    /// <summary>For what is sent: seals, or computes an ICV.</summary>
    Seal,
}
