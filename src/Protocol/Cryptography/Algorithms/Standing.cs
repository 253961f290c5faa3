namespace Holdfast.Protocol.Cryptography;

/// <summary>Whether an algorithm is offered, asked for, or only read (RFC 8221).</summary>
public enum Standing : byte
{
    /// <summary>Used without being asked for.</summary>
    Current,

    /// <summary>Used only where the caller allows legacy algorithms.</summary>
    Legacy,

    /// <summary>Opens what was captured; nothing is sealed with it.</summary>
    DecodeOnly,
}
