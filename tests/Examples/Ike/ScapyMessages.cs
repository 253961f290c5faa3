using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Messages that the test suite of Scapy builds.</summary>
public sealed class ScapyMessages
{
    [PublicFact]
    public void An_IKE_SA_INIT_is_read()
    {
        var octets = PublicMessages.Scapy("Build advanced IKEv2")[28..];

        var value = Read(octets);

        Assert.Equal("4b5764784d686a41", value.InitiatorSpi.ToString());
        Assert.Equal(
            ["SA", "KE", "Nonce", "N", "N"], value.Payloads.Select(one => one.Body.Tag.Name));
        var sa = Assert.IsType<IkePayloadBody.Sa>(value.Payloads[0].Body).Value;
        Assert.Equal(
            ["ENCR_AES_CBC", "PRF_HMAC_SHA1", "AUTH_HMAC_SHA1_96", "1024-bit MODP Group"],
            sa.Proposals[0].Transforms.Select(one => one.TransformId.Name(one.TransformType)));
        var ke = Assert.IsType<IkePayloadBody.Ke>(value.Payloads[1].Body).Value;
        Assert.Equal((KeyExchangeMethod.Modp1024, 128), (ke.Method, ke.Data.Length));
        Assert.Equal(octets, value.ToArray());
    }

    [PublicFact]
    public void A_header_alone_is_a_message()
    {
        var octets = PublicMessages.Scapy("Ikev2 build");

        var value = Read(octets);

        Assert.Empty(value.Payloads);
        Assert.Equal(octets, value.ToArray());
    }

    [PublicFact]
    public void A_count_that_denies_a_transform_is_refused()
    {
        // RFC 7296 §3.3: lengths and counts of an SA payload must agree.
        var octets = PublicMessages.Scapy("Ikev2 dissection");

        Assert.False(IkeHeaderValue.TryParse(octets, out _, out var error));

        Assert.Equal(
            new DecodeError(DecodeFault.LengthOutOfRange, 39, "Num Transforms"), error);
    }

    [PublicFact]
    public void Two_notifications_of_IKEv1_are_read()
    {
        var octets = PublicMessages.Scapy("ISAKMP_payload_Notify");

        var payloads = ReadV1(octets).Payloads.GetValueOrDefault();

        Assert.Equal(2, payloads.Count);
        var notify = Assert.IsType<IsakmpPayloadBody.Notify>(payloads[0].Body).Value;
        var data = Assert.IsType<IsakmpNotifyPayloadData.Unknown>(notify.Data);
        Assert.Equal((DomainOfInterpretation.Isakmp, IsakmpNotifyType.InvalidFlags), (
            notify.Doi, data.Tag));
        Assert.Equal("Erreur"u8, data.Octets.Span);
    }

    [PublicFact]
    public void Two_pairs_of_cookies_are_deleted()
    {
        var payloads = ReadV1(PublicMessages.Scapy("ISAKMP_payload_delete")).Payloads;

        var delete = Assert.IsType<IsakmpPayloadBody.Delete>(
            Assert.Single(payloads.GetValueOrDefault()).Body).Value;
        Assert.Equal(
            [(16, "A"), (16, "B")],
            delete.Spis.Select(spi => (spi.Length, ((char)Assert.Single(spi.Distinct())).ToString())));
    }

    [PublicFact]
    public void Quick_mode_with_a_life_in_kilobytes_is_read()
    {
        var octets = PublicMessages.Scapy("ISAKMP - Phase 2 - Security Association dissection");

        Assert.True(IsakmpPlaintext.TryParse(
            octets, IsakmpPayloadType.Hash, out var view, out var error), error.ToString());
        Assert.True(view.TryToValue(out var value, out error), error.ToString());

        Assert.Equal(
            ["HASH", "SA", "NONCE", "KE", "ID", "ID"],
            value.Payloads.Select(one => one.Body.Tag.Name));
        Assert.Equal(octets, value.ToArray());
    }

    private static IkeHeaderValue Read(byte[] octets)
    {
        Assert.True(IkeHeaderValue.TryParse(octets, out var value, out var why), why.ToString());
        return value;
    }

    private static IsakmpHeaderValue ReadV1(byte[] octets)
    {
        Assert.True(IsakmpHeaderValue.TryParse(octets, out var value, out var why), why.ToString());
        Assert.Equal(octets, value.ToArray());
        return value;
    }
}
