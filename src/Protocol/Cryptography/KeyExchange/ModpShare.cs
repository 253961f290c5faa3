using System.Diagnostics.CodeAnalysis;
using Org.BouncyCastle.Math;

namespace Holdfast.Protocol.Cryptography;

/// <summary>A share of Diffie-Hellman modulo a prime, RFC 7296 §2.14 and §3.4, RFC 6989.</summary>
internal sealed class ModpShare : KeyShare
{
    private readonly ModpGroup _group;
    private readonly Secret _exponent;
    private readonly byte[] _publicValue;

    /// <summary>The share of that randomness.</summary>
    public ModpShare(KeyExchangeSpec spec, ReadOnlySpan<byte> randomness)
        : base(spec.Method)
    {
        _group = ModpGroup.Of(spec.Method);
        _exponent = PrivateScalar.Draw(randomness, _group.ExponentLimit(randomness.Length));
        _publicValue = new byte[_group.Length];

        // RFC 7296 §3.4: the public value is as long as the prime, zeroes before it.
        _group.Power(_group.Generator, _exponent.Span, _publicValue);
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

        var peer = new BigInteger(1, peerValue);
        if (!_group.Admits(peer))
        {
            error = new(CryptoFault.BadPublicValue, Method.ToString());
            return false;
        }

        // RFC 7296 §2.14: the secret is as long as the prime, zeroes before it.
        shared = new(_group.Length);
        _group.Power(peer, _exponent.Span, shared.Span);
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
