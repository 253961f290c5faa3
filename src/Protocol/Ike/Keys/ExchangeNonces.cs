using Holdfast.Codec;

namespace Holdfast.Protocol.Ike;

/// <summary>The nonces of an exchange without payload headers, RFC 7296 §2.10.</summary>
/// <param name="Initiator">Ni, of the side that began this exchange.</param>
/// <param name="Responder">Nr.</param>
public readonly record struct ExchangeNonces(Octets Initiator, Octets Responder)
{
    /// <summary>Octets of both.</summary>
    internal int Length => Initiator.Length + Responder.Length;
}
