using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.StateMachines.Ike;

/// <summary>What IKE_INTERMEDIATE says of an additional key exchange, RFC 9370 §2.2.2, of either
/// side.</summary>
/// <param name="Method">The method of the KE payload.</param>
/// <param name="Value">What it says: a public value, or the ciphertext of a KEM.</param>
public sealed record AddedExchange(KeyExchangeMethod Method, Octets Value);
