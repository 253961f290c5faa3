using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A share of Diffie-Hellman on a Weierstrass curve, RFC 5903 §7, RFC 6954 §2: the public value is
/// x ‖ y, the secret x alone (RFC 5903 §9). The platform multiplies, in constant time where it does
/// so by OpenSSL; the scalar enters it through pinned memory that is zeroed.
/// </summary>
internal sealed class EcpShare : KeyShare
{
    private readonly EcpGroup _group;
    private readonly Secret _scalar;
    private readonly byte[] _publicValue;

    /// <summary>The share of that randomness.</summary>
    public EcpShare(KeyExchangeSpec spec, ReadOnlySpan<byte> randomness)
        : base(spec.Method)
    {
        _group = EcpGroup.Of(spec.Method);
        _scalar = PrivateScalar.DrawBelow(
            randomness, _group.Order.ToByteArrayUnsigned());
        _publicValue = new byte[2 * _group.CoordinateLength];
        _group.PublicPoint(_scalar.Span, _publicValue);
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

        // RFC 6989 §2.3: a point that is not on the curve would give the scalar away bit by bit.
        if (!_group.Admits(peerValue))
        {
            error = new(CryptoFault.BadPublicValue, Method.ToString());
            return false;
        }

        shared = _group.Agree(_scalar.Span, peerValue);
        GC.KeepAlive(_scalar);
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
