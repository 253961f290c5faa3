using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike.Protection;

/// <summary>An IKE SA whose keys are made up, to seal and open with.</summary>
internal sealed class Sealing : IDisposable
{
    private static readonly LayeredProvider Provider = CryptoProviders.Managed();

    public static readonly IkeHeaderValue Header = new()
    {
        InitiatorSpi = new(0x1111111111111111),
        ResponderSpi = new(0x2222222222222222),
        ExchangeType = ExchangeType.Informational,
        Flags = new(0x08),
        MessageId = new(5),
    };

    private readonly IkeKeys _keys;

    public Sealing(string suite, ulong counter = 0)
    {
        Suite = suite switch
        {
            "GCM" => Of(EncryptionAlgorithm.AesGcm16, 256, IntegrityAlgorithm.None),
            "GCM8" => Of(EncryptionAlgorithm.AesGcm8, 128, IntegrityAlgorithm.None),
            "CCM" => Of(EncryptionAlgorithm.AesCcm12, 128, IntegrityAlgorithm.None),
            "ChaCha" => Of(EncryptionAlgorithm.ChaCha20Poly1305, null, IntegrityAlgorithm.None),
            "CTR" => Of(EncryptionAlgorithm.AesCtr, 192, IntegrityAlgorithm.AesXcbc96),
            "CBC" => Of(
                EncryptionAlgorithm.AesCbc, 128, IntegrityAlgorithm.HmacSha256Truncated128),
            "3DES" => Of(
                EncryptionAlgorithm.TripleDes, null, IntegrityAlgorithm.HmacSha1Truncated96),
            _ => throw new ArgumentOutOfRangeException(nameof(suite)),
        };
        Function = new Prf(Provider, Suite.Prf);
        using var seed = new Secret("some seed"u8);
        _keys = IkeKeys.Derive(
            Function, Suite, seed, new(Octets.FromHex("01"), Octets.FromHex("02")),
            new(Header.InitiatorSpi, Header.ResponderSpi));
        Assert.True(NoncePartition.TryCreate(3, 7, out var partition, out _));
        Sealer = new(
            Provider, Suite, _keys, IkeRole.Initiator,
            new IvSource(Suite.Encryption, partition, octets => octets.Fill(0xa5), counter));
        Opener = new(Provider, Suite, _keys, IkeRole.Initiator);
        Cipher = _keys.CreateCipher(Provider, Suite, IkeRole.Initiator);
    }

    public IkeSuite Suite { get; }

    public Prf Function { get; }

    public IkeKeys Keys => _keys;

    public MessageSealer Sealer { get; }

    public MessageOpener Opener { get; }

    /// <summary>The same keys without the rules of IKE.</summary>
    public PacketCipher Cipher { get; }

    public static InnerPayloadsValue Inner(params IkePayloadValue[] payloads) =>
        new() { Payloads = [.. payloads] };

    /// <summary>A nonce payload of so many octets, its header counted.</summary>
    public static IkePayloadValue Nonce(int length) => new()
    {
        Body = new IkePayloadBody.Nonce(new() { Data = new(Numbered(length - 4)) }),
    };

    public static IkePayloadValue Vendor(int length) => new()
    {
        Body = new IkePayloadBody.VendorId(new() { VendorId = new(Numbered(length - 4)) }),
    };

    public byte[] Seal(InnerPayloadsValue inner, IkeHeaderValue? header = null)
    {
        Assert.True(
            Sealer.TrySeal(header ?? Header, inner, out var octets, out var error),
            error.ToString());
        return octets;
    }

    /// <summary>A message with an SK payload over any octets, right or wrong.</summary>
    public byte[] SealText(byte[] text, PayloadType first)
    {
        var (iv, icv) = (Suite.Encryption.IvLength, Cipher.IcvLength);
        var octets = (Header with
        {
            Payloads =
            [
                new IkePayloadValue
                {
                    NextPayload = first,
                    Body = new IkePayloadBody.Sk(
                        new() { EncryptedData = new(new byte[iv + text.Length + icv]) }),
                },
            ],
        }).ToArray();
        text.CopyTo(octets.AsSpan(32 + iv));
        Cipher.Seal(
            octets.AsSpan(0, 32), octets.AsSpan(32, iv), octets.AsSpan(32 + iv, text.Length), [],
            octets.AsSpan(32 + iv + text.Length));
        return octets;
    }

    public Items<IkePayloadValue> Open(ReadOnlySpan<byte> message)
    {
        Assert.True(
            Opener.TryOpen(message, new byte[message.Length], out var view, out var error),
            error.ToString());
        Assert.True(view.TryToValue(out var value, out var why), why.ToString());
        return value.Payloads;
    }

    public string Refusal(ReadOnlySpan<byte> message)
    {
        Assert.False(Opener.TryOpen(message, new byte[message.Length], out _, out var error));
        return error.ToString();
    }

    public void Dispose()
    {
        _keys.Dispose();
        Sealer.Dispose();
        Opener.Dispose();
        Cipher.Dispose();
    }

    private static byte[] Numbered(int length) =>
        [.. Enumerable.Range(0, length).Select(number => (byte)number)];

    private static IkeSuite Of(
        EncryptionAlgorithm encryption, int? bits, IntegrityAlgorithm integrity) => new(
            EncryptionSpecs.Find(encryption, bits)!, IntegritySpec.Find(integrity)!,
            PrfSpec.Find(PseudorandomFunction.HmacSha256)!, KeyExchangeMethod.Curve25519);
}
