namespace Holdfast.Protocol.Esp;

/// <summary>What the SA knows and the packet does not say: how the body of ESP divides.</summary>
/// <param name="IvLength">Octets of the IV, RFC 4303 §2.3; 0 where the IV is implicit.</param>
/// <param name="IcvLength">Octets of the ICV, RFC 4303 §2.8.</param>
/// <param name="Esn">
/// Whether sequence numbers have 64 bits. The high half is covered by the ICV but never sent
/// (RFC 4303 §2.2.1), so it does not move any field.
/// </param>
public readonly record struct EspContext(int IvLength, int IcvLength, bool Esn = false);
