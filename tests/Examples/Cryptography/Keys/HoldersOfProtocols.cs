using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ah;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Hsrp;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Tests.Examples.Cryptography.Keys;

/// <summary>Samples of what IKE, ESP and AH keep keys in.</summary>
internal static partial class Holders
{
    private static readonly BouncyCastleProvider Provider = new();

    private static readonly EncryptionSpec Gcm =
        EncryptionSpecs.Find(EncryptionAlgorithm.AesGcm16, 128)!;

    private static readonly IntegritySpec Sha =
        IntegritySpec.Find(IntegrityAlgorithm.HmacSha256Truncated128)!;

    private static readonly IpsecSa Sa = new(new Spi(0x1000), IpsecMode.Transport);

    private static readonly IkeSuite Suite = new(
        Gcm, IntegritySpec.None, PrfSpec.Find(PseudorandomFunction.HmacSha256)!,
        KeyExchangeMethod.Curve25519);

    private static readonly IsakmpSuite Phase1 = new(
        EncryptionSpecs.Find(EncryptionAlgorithm.AesCbc, 128)!, PhaseOneHash.Sha,
        PrfSpec.Find(PseudorandomFunction.HmacSha1)!, PhaseOneAuthMethod.PreSharedKey,
        KeyExchangeMethod.Modp1024);

    private static readonly ExchangeNonces Nonces = new(new Octets([1]), new Octets([2]));

    private static IEnumerable<(string Name, Func<byte, IDisposable> Make)> Protocols()
    {
        yield return ("keys of IKEv2", KeysOfIke);
        yield return ("keys of a pair of CHILD SAs", octet =>
        {
            using var seed = new Secret(Key(octet, 32));
            return ChildKeys.Derive(
                new Prf(Provider, Suite.Prf),
                new ChildSuite(ProtocolId.Esp, Gcm, IntegritySpec.None, Esn: false), seed, Nonces);
        }
        );
        yield return ("keys of handshakes", KeysOfHandshakes);
        yield return ("keys of IKEv1", KeysOfIsakmp);
        yield return ("keys of handshakes of IKEv1", KeysOfModes);
        yield return ("keys of HSRP", octet =>
        {
            var chain = new HsrpKeyChain();
            chain.Set(7, Key(octet, 16));
            return chain;
        }
        );
        yield return ("cipher of IKEv1", octet =>
        {
            using var keys = KeysOfIsakmp(octet);
            return new IsakmpCipher(Provider, Phase1, keys);
        }
        );
        yield return ("sealer of IKE", octet =>
        {
            using var keys = KeysOfIke(octet);
            return new MessageSealer(Provider, Suite, keys, IkeRole.Initiator, Ivs());
        }
        );
        yield return ("opener of IKE", octet =>
        {
            using var keys = KeysOfIke(octet);
            return new MessageOpener(Provider, Suite, keys, IkeRole.Initiator);
        }
        );
        yield return ("outbound ESP", octet =>
            new EspOutbound(Sa, Cipher(octet), Ivs(), new OutboundSequence(false)));
        yield return ("inbound ESP", octet =>
            new EspInbound(Sa, Cipher(octet), new ReplayWindow(64, false)));
        yield return ("opener of ESP", octet => new EspOpener(Cipher(octet), extended: false));
        yield return ("outbound AH", octet => new AhOutbound(
            Sa, AhIntegrity.Of(Provider, Sha, Key(octet, Sha.KeyLength)),
            new OutboundSequence(false)));
        yield return ("inbound AH", octet => new AhInbound(
            Sa, AhIntegrity.Of(Provider, Sha, Key(octet, Sha.KeyLength)),
            new ReplayWindow(64, false)));
    }

    private static IkeKeys KeysOfIke(byte octet)
    {
        using var seed = new Secret(Key(octet, 32));
        return IkeKeys.Derive(
            new Prf(Provider, Suite.Prf), Suite, seed, Nonces, new(new(1), new(2)));
    }

    private static HandshakeKeys KeysOfHandshakes(byte octet)
    {
        var keys = new HandshakeKeys(Provider, NoncePartition.Alone, octets => octets.Fill(octet));
        Assert.True(keys.TryStart(KeyExchangeMethod.Curve25519, out _, out var value, out _));
        Assert.True(keys.TryRespond(
            Suite, new(new(1), new(2)), Nonces, value, out _, out var sa, out _));
        Assert.True(keys.TryAddMsk(Key(octet, 64), out _, out _));
        _ = keys.DeriveChild(
            sa, new ChildSuite(ProtocolId.Esp, Gcm, IntegritySpec.None, Esn: false), Nonces);
        return keys;
    }

    private static IsakmpKeys KeysOfIsakmp(byte octet)
    {
        using var secret = new Secret(Key(octet, 20));
        return IsakmpKeys.Derive(
            new Prf(Provider, Phase1.Prf), Phase1, secret, secret, new(new(7), new(8)));
    }

    private static IsakmpHandshakeKeys KeysOfModes(byte octet)
    {
        var keys = new IsakmpHandshakeKeys(Provider, octets => octets.Fill(octet));
        using var secret = new Secret(Key(octet, 20));
        Assert.True(keys.TryStart(KeyExchangeMethod.Curve25519, out _, out var value, out _));
        var sa = keys.Adopt(
            Phase1, new(new(new(7), new(8)), value, value, value), Nonces, secret, secret);
        _ = keys.AdoptChild(
            sa, new ChildSuite(ProtocolId.Esp, Gcm, IntegritySpec.None, Esn: false),
            (new Octets([1, 2, 3, 4]), new Octets([5, 6, 7, 8])), Nonces, secret);
        return keys;
    }

    private static PacketCipher Cipher(byte octet) => Provider.CreateCipher(
        Gcm, IntegritySpec.None, Key(octet, Gcm.KeyMaterialLength), []);

    private static IvSource Ivs() => new(Gcm, NoncePartition.Alone, octets => octets.Clear());
}
