using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// What a library computes of a key exchange: powers modulo a prime, and the ladder of RFC 7748.
/// All give the same octets; they differ in what their time and their memory tell.
/// </summary>
internal abstract class ExchangeArithmetic
{
    /// <summary>number^exponent mod p.</summary>
    /// <param name="group">The group, p is its prime.</param>
    /// <param name="number">A number below p, as long as p.</param>
    /// <param name="exponent">The exponent, most significant octet first.</param>
    /// <param name="power">The power, as long as p.</param>
    internal abstract void Power(
        ModpGroup group,
        ReadOnlySpan<byte> number,
        ReadOnlySpan<byte> exponent,
        Span<byte> power);

    /// <summary>The public value of a scalar of Curve25519 or Curve448, RFC 7748 §6.</summary>
    internal abstract void MontgomeryPublic(
        KeyExchangeMethod method, ReadOnlySpan<byte> scalar, Span<byte> publicValue);

    /// <summary>
    /// The shared secret; false: it is zero, which a point of small order makes of every scalar.
    /// </summary>
    internal abstract bool TryMontgomery(
        KeyExchangeMethod method,
        ReadOnlySpan<byte> scalar,
        ReadOnlySpan<byte> peerValue,
        Span<byte> shared);
}
