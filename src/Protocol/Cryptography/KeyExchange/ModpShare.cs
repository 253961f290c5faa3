using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Protocol.Cryptography;

/// <summary>A share of Diffie-Hellman modulo a prime, RFC 7296 §2.14 and §3.4, RFC 6989.</summary>
internal sealed class ModpShare : KeyShare
{
    private readonly ModpGroup _group;
    private readonly ExchangeArithmetic _arithmetic;
    private readonly Secret _exponent;
    private readonly byte[] _publicValue;

    /// <summary>The share of that randomness.</summary>
    public ModpShare(
        KeyExchangeSpec spec, ReadOnlySpan<byte> randomness, ExchangeArithmetic arithmetic)
        : base(spec.Method)
    {
        _group = ModpGroup.Of(spec.Method);
        _arithmetic = arithmetic;
        _exponent = _group.DrawExponent(randomness);
        _publicValue = new byte[_group.Length];

        // RFC 7296 §3.4: the public value is as long as the prime, zeroes before it.
        arithmetic.Power(_group, _group.WriteGenerator(), _exponent.Span, _publicValue);
        GC.KeepAlive(_exponent);
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
        if (peerValue.Length != _group.Length)
        {
            error = new(CryptoFault.WrongLength, Method.ToString());
            return false;
        }

        if (!_group.Admits(peerValue, _arithmetic))
        {
            error = new(CryptoFault.BadPublicValue, Method.ToString());
            return false;
        }

        // RFC 7296 §2.14: the secret is as long as the prime, zeroes before it.
        shared = new(_group.Length);
        _arithmetic.Power(_group, peerValue, _exponent.Span, shared.Span);
        GC.KeepAlive(_exponent);
        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _exponent.Dispose();
        }
    }
}
