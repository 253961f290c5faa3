using Holdfast.Protocol.Ike;

namespace Holdfast.Protocol.Cryptography;

/// <summary>The Weierstrass curves that keys sign on.</summary>
internal static class SigningCurves
{
    /// <summary>Every such kind of key.</summary>
    public static ReadOnlySpan<SigningKeyKind> All =>
    [
        SigningKeyKind.P256, SigningKeyKind.P384, SigningKeyKind.P521,
        SigningKeyKind.Brainpool256, SigningKeyKind.Brainpool384, SigningKeyKind.Brainpool512,
    ];

    /// <summary>The group of the curve; null: the kind has none.</summary>
    public static EcpGroup? Group(this SigningKeyKind kind) => kind switch
    {
        SigningKeyKind.P256 => EcpGroup.Of(KeyExchangeMethod.Ecp256),
        SigningKeyKind.P384 => EcpGroup.Of(KeyExchangeMethod.Ecp384),
        SigningKeyKind.P521 => EcpGroup.Of(KeyExchangeMethod.Ecp521),
        SigningKeyKind.Brainpool256 => EcpGroup.Of(KeyExchangeMethod.Brainpool256),
        SigningKeyKind.Brainpool384 => EcpGroup.Of(KeyExchangeMethod.Brainpool384),
        SigningKeyKind.Brainpool512 => EcpGroup.Of(KeyExchangeMethod.Brainpool512),
        SigningKeyKind.Rsa or SigningKeyKind.Ed25519 or SigningKeyKind.Ed448 => null,
    };

    /// <summary>
    /// Octets of each half of a signature r ‖ s: the order is as long as the prime on all of them.
    /// </summary>
    public static int HalfLength(this SigningKeyKind kind) => kind switch
    {
        SigningKeyKind.P256 or SigningKeyKind.Brainpool256 => 32,
        SigningKeyKind.P384 or SigningKeyKind.Brainpool384 => 48,
        SigningKeyKind.Brainpool512 => 64,
        SigningKeyKind.P521 => 66,
        SigningKeyKind.Rsa or SigningKeyKind.Ed25519 or SigningKeyKind.Ed448 => 0,
    };
}
