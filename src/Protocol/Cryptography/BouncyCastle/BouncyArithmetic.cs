using Holdfast.Protocol.Ike;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// Key exchanges of BouncyCastle. Exponent and power are wiped after each operation. Not wiped,
/// since they are locals: the windows and residues of the power, in the managed heap until the
/// collector uses their memory again. Not guaranteed: the time of a power tells of its exponent.
/// The ladder of RFC 7748 takes the same time for all scalars and lies on the stack.
/// </summary>
internal sealed class BouncyArithmetic : ExchangeArithmetic
{
    internal override void Power(
        ModpGroup group,
        ReadOnlySpan<byte> number,
        ReadOnlySpan<byte> exponent,
        Span<byte> power)
    {
        var secret = new BigInteger(1, exponent);
        var result = new BigInteger(1, number).ModPow(secret, group.Prime);
        FixedLength.Write(result, power);
        BouncyFields.Wipe(secret);
        if (result.BitLength > 1)
        {
            // Zero and one are BouncyCastle's own, for everybody.
            BouncyFields.Wipe(result);
        }
    }

    internal override void MontgomeryPublic(
        KeyExchangeMethod method, ReadOnlySpan<byte> scalar, Span<byte> publicValue)
    {
        if (method == KeyExchangeMethod.Curve25519)
        {
            X25519.ScalarMultBase(scalar, publicValue);
        }
        else
        {
            X448.ScalarMultBase(scalar, publicValue);
        }
    }

    internal override bool TryMontgomery(
        KeyExchangeMethod method,
        ReadOnlySpan<byte> scalar,
        ReadOnlySpan<byte> peerValue,
        Span<byte> shared) => method == KeyExchangeMethod.Curve25519
            ? X25519.CalculateAgreement(scalar, peerValue, shared)
            : X448.CalculateAgreement(scalar, peerValue, shared);
}
