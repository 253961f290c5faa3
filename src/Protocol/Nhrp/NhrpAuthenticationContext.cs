namespace Holdfast.Protocol.Nhrp;

/// <summary>What the authentication extension does not say itself.</summary>
/// <param name="SourceLength">
/// Octets of the source address: as many as the enclosing packet's source NBMA address has
/// (RFC 2332 §5.3.4), 0 in the clear-text form of Cisco, where the password follows at once.
/// </param>
public readonly record struct NhrpAuthenticationContext(int SourceLength);
