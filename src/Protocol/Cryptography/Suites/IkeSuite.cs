using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>The algorithms of an IKE SA, as a chosen proposal names them, RFC 7296 §3.3.</summary>
/// <param name="Encryption">Protects SK and SKF payloads.</param>
/// <param name="Integrity">None with combined modes, RFC 5282 §8.</param>
/// <param name="Prf">Derives all keys.</param>
/// <param name="KeyExchange">The key exchange of IKE_SA_INIT; None: no exchange (a rekey).</param>
/// <param name="Additional">Additional key exchanges in their order, RFC 9370 §2.2.1.</param>
public sealed record IkeSuite(
    EncryptionSpec Encryption,
    IntegritySpec Integrity,
    PrfSpec Prf,
    KeyExchangeMethod KeyExchange,
    Items<KeyExchangeMethod> Additional = default);
