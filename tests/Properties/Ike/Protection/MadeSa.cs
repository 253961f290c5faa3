using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.Ike.Protection;

/// <summary>IKE SAs with made-up keys, one for each suite that IKE may have.</summary>
internal sealed class MadeSa : IDisposable
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    private readonly IkeKeys _keys;

    public MadeSa(IkeSuite suite)
    {
        using var seed = new Secret([1, 2, 3]);
        _keys = IkeKeys.Derive(
            new Prf(Provider, suite.Prf), suite, seed,
            new(Octets.FromHex("01"), Octets.FromHex("02")), new(new(3), new(4)));
        Sealer = new(
            Provider, suite, _keys, IkeRole.Responder,
            new IvSource(suite.Encryption, NoncePartition.Alone, octets => octets.Fill(0x3c)));
        Opener = new(Provider, suite, _keys, IkeRole.Responder);
    }

    /// <summary>Each cipher that IKE may have, with each MAC where it needs one.</summary>
    public static IReadOnlyList<IkeSuite> Suites { get; } =
    [
        .. CryptoProviders.Suites()
            .Where(suite => !suite.Encryption.IsImplicitIv
                && suite.Encryption.Mode is not (CipherMode.Null or CipherMode.Gmac)
                && (suite.Encryption.IsCombined || suite.Integrity.Mac != MacAlgorithm.None))
            .Select(suite => new IkeSuite(
                suite.Encryption, suite.Integrity,
                PrfSpec.Find(PseudorandomFunction.HmacSha256)!, KeyExchangeMethod.Curve25519)),
    ];

    public MessageSealer Sealer { get; }

    public MessageOpener Opener { get; }

    public static IkeHeaderValue Header(uint id) => new()
    {
        InitiatorSpi = new(3),
        ResponderSpi = new(4),
        ExchangeType = ExchangeType.CreateChildSa,
        Flags = new(0x20),
        MessageId = new(id),
    };

    public static InnerPayloadsValue Inner(IEnumerable<byte[]> bodies) => new()
    {
        Payloads =
        [
            .. bodies.Select(body => new IkePayloadValue
            {
                Body = new IkePayloadBody.VendorId(new() { VendorId = new(body) }),
            }),
        ],
    };

    public void Dispose()
    {
        _keys.Dispose();
        Sealer.Dispose();
        Opener.Dispose();
    }
}
