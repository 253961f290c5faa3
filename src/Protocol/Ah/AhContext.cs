namespace Holdfast.Protocol.Ah;

/// <summary>What the SA knows and the header does not say.</summary>
/// <param name="IcvLength">Octets of the ICV without padding, RFC 4302 §2.6.</param>
/// <param name="Esn">
/// Whether sequence numbers have 64 bits; the high half is never sent (RFC 4302 §2.5.1).
/// </param>
public readonly record struct AhContext(int IcvLength, bool Esn = false);
