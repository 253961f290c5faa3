using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>The algorithms of a CHILD SA, as a chosen proposal names them, RFC 7296 §3.3.</summary>
/// <param name="Protocol">ESP or AH.</param>
/// <param name="Encryption">None in AH, but for GMAC (RFC 4543 §4).</param>
/// <param name="Integrity">None with combined modes.</param>
/// <param name="Esn">Whether sequence numbers have 64 bits, RFC 4303 §2.2.1.</param>
/// <param name="KeyExchange">The key exchange for forward secrecy; None: without.</param>
/// <param name="Additional">Additional key exchanges in their order, RFC 9370 §2.2.1.</param>
public sealed record ChildSuite(
    ProtocolId Protocol,
    EncryptionSpec Encryption,
    IntegritySpec Integrity,
    bool Esn,
    KeyExchangeMethod KeyExchange = default,
    Items<KeyExchangeMethod> Additional = default);
