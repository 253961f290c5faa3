using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// The algorithms of an IKEv1 SA, as the chosen transform of phase 1 names them, RFC 2409 §4.
/// </summary>
/// <param name="Encryption">Encrypts the messages; they have no integrity algorithm.</param>
/// <param name="Hash">Makes IVs, and hashes for NAT discovery.</param>
/// <param name="Prf">Derives keys and authenticates: the HMAC of the hash.</param>
/// <param name="Authentication">How the peers authenticate, and so what SKEYID is.</param>
/// <param name="KeyExchange">The group, under the number that IKEv2 has for it too.</param>
public sealed record IsakmpSuite(
    EncryptionSpec Encryption,
    PhaseOneHash Hash,
    PrfSpec Prf,
    PhaseOneAuthMethod Authentication,
    KeyExchangeMethod KeyExchange);
