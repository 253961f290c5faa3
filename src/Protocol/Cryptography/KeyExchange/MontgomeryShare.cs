using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A share of Curve25519 or Curve448, RFC 8031 §2 and RFC 7748 §5. The ladder takes the same time
/// for all scalars.
/// </summary>
internal sealed class MontgomeryShare : KeyShare
{
    private readonly ExchangeArithmetic _arithmetic;
    private readonly Secret _scalar;
    private readonly byte[] _publicValue;

    /// <summary>The share of that randomness, which is the scalar before it is clamped.</summary>
    public MontgomeryShare(
        KeyExchangeSpec spec, ReadOnlySpan<byte> randomness, ExchangeArithmetic arithmetic)
        : base(spec.Method)
    {
        _arithmetic = arithmetic;
        _scalar = new(randomness);
        _publicValue = new byte[spec.PublicLength];
        arithmetic.MontgomeryPublic(Method, _scalar.Span, _publicValue);
        GC.KeepAlive(_scalar);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> PublicValue => _publicValue;

    /// <inheritdoc/>
    public override bool TryAgree(
        ReadOnlySpan<byte> peerValue,
        [NotNullWhen(true)] out Secret? shared,
        out CryptoError error)
    {
        shared = null;
        error = default;
        if (peerValue.Length != _publicValue.Length)
        {
            error = new(CryptoFault.WrongLength, Method.ToString());
            return false;
        }

        var agreed = new Secret(_publicValue.Length);
        var contributes = _arithmetic.TryMontgomery(
            Method, _scalar.Span, peerValue, agreed.Span);
        GC.KeepAlive(_scalar);
        if (!contributes)
        {
            // RFC 7748 §6: a point of small order makes zero of every scalar.
            agreed.Dispose();
            error = new(CryptoFault.BadPublicValue, Method.ToString());
            return false;
        }

        shared = agreed;
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _scalar.Dispose();
        }
    }
}
