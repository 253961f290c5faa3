namespace Holdfast.Protocol.Ike;

/// <summary>What the IKE SA knows and an encrypted payload does not say, RFC 7296 §3.14.</summary>
/// <param name="IvLength">Octets of the initialization vector.</param>
/// <param name="IcvLength">Octets of the integrity checksum (in combined modes: the tag).</param>
public readonly record struct EncryptedBodyContext(int IvLength, int IcvLength);
