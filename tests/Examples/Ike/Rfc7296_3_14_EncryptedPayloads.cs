using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>What stands encrypted in recorded SK payloads, decrypted with lab keys.</summary>
public sealed class Rfc7296_3_14_EncryptedPayloads
{
    /// <summary>IKE_AUTH request with an IPComp offer (k-v2-ipcomp, packet 3).</summary>
    private const string AuthRequest = """
        29000010020000006c6566742e6c61622400000800004000270000110200000072696768742e6c61622900002802
        000000d565d3678d21e52147bc09739483e166a1aef7f209386c4bf6bddb50d0e071d32100000b00004003661f02
        2c00002c0000002801030403cc43f08d0300000c0100000c800e0080030000080300000c00000008050000002d00
        001801000000070000100000ffff0a0100010a0100012900001801000000070000100000ffff0a0200010a020001
        290000080000400c290000180000400efd0900000000000000000000000000012900000800004014290000080000
        40210000000800004024473699bff3056bdf9a520a0628e0920f
        """;

    /// <summary>IKE_AUTH response with an address for a client (v2-config-vip, packet 4).</summary>
    private const string AuthResponse = """
        270000110200000072696768742e6c61622f0000280200000026ed3af382ba580766e8bddcebf1ea4855f44d81af
        06cea0b2cd7dc00be6f2ee2100001802000000000100040a030001000300040a0200352c00002400000020010304
        02d54920c50300000c01000014800e008000000008050000002d00001801000000070000100000ffff0a0300010a
        0300012900001801000000070000100000ffff0a0200010a020001290000080000400c000000180000400efd0900
        000000000000000000000000024f8573292fd6a8bf2e610a
        """;

    /// <summary>A child SA is rekeyed (v2-rekey-child-nopfs, packet 11).</summary>
    private const string Rekey = """
        2100000c0304400909226df62800002400000020010304023bb79caf0300000c01000014800e0080000000080500
        00002c0000247646f3c482ac6953b61e6cc9f5bca9d4b02c6f5dbfd9225497aedf228e2167012d00001801000000
        070000100000ffff0a0100010a0100010000001801000000070000100000ffff0a0200010a02000106dbed790bd5
        6cea1352e30b
        """;

    [Fact]
    [Requirement("RFC7296-3.14-b")]
    public void The_payloads_of_an_IKE_AUTH_request_are_read()
    {
        var value = Open(AuthRequest, PayloadType.IdInitiator);

        Assert.Equal(
            [
                "IDi", "N", "IDr", "AUTH", "N", "SA", "TSi", "TSr", "N", "N", "N", "N", "N",
            ],
            value.Payloads.Select(payload => payload.Body.Tag.Name));
        var id = Assert.IsType<IkePayloadBody.IdInitiator>(value.Payloads[0].Body).Value;
        Assert.Equal((IdType.Fqdn, "left.lab"), (id.IdType, Text(id.Data)));
        var auth = Assert.IsType<IkePayloadBody.Auth>(value.Payloads[3].Body).Value;
        var mac = Assert.IsType<AuthPayloadData.Unknown>(auth.Data);
        Assert.Equal((AuthMethod.SharedKey, 32), (mac.Tag, mac.Octets.Length));
        var ipcomp = Assert.IsType<NotifyPayloadData.IpcompSupported>(Notify(value, 4)).Value;
        Assert.Equal((0x661f, IpcompTransform.Deflate), (ipcomp.Cpi, ipcomp.Transform));
        Assert.IsType<NotifyPayloadData.MobikeSupported>(Notify(value, 8));
        Assert.Equal("fd090000000000000000000000000001", Assert.IsType<
            NotifyPayloadData.AdditionalIp6Address>(Notify(value, 9)).Value.Address.ToString());
        Assert.IsType<NotifyPayloadData.MessageIdSyncSupported>(Notify(value, 12));
        Assert.Equal("473699bff3056bdf9a520a0628e092", value.Padding.ToString());
    }

    [Fact]
    public void Selectors_are_ranges_of_addresses_and_ports()
    {
        var value = Open(AuthRequest, PayloadType.IdInitiator);

        var ts = Assert.IsType<IkePayloadBody.TsResponder>(value.Payloads[7].Body).Value;
        var selector = Assert.Single(ts.Selectors);
        Assert.Equal(0, selector.IpProtocolId);
        var range = Assert.IsType<TrafficSelectorBody.Ipv4Range>(selector.Body).Value;
        Assert.Equal((0, 65535), (range.StartPort, range.EndPort));
        Assert.Equal(
            ("0a020001", "0a020001"),
            (range.StartingAddress.ToString(), range.EndingAddress.ToString()));
    }

    [Fact]
    public void A_configuration_reply_carries_an_address_and_a_name_server()
    {
        var value = Open(AuthResponse, PayloadType.IdResponder);

        var config = Assert.IsType<IkePayloadBody.Configuration>(value.Payloads[2].Body).Value;
        Assert.Equal(CfgType.Reply, config.CfgType);
        Assert.Equal(
            [
                (CfgAttributeType.InternalIp4Address, "0a030001"),
                (CfgAttributeType.InternalIp4Dns, "0a020035"),
            ],
            config.Attributes.Select(one => (one.AttributeType, one.AttributeValue.ToString())));
    }

    [Fact]
    [Requirement("RFC7296-3.3.1-c")]
    public void A_rekey_names_the_old_SA_and_offers_a_new_one()
    {
        var value = Open(Rekey, PayloadType.Notify);

        var notify = Assert.IsType<IkePayloadBody.Notify>(value.Payloads[0].Body).Value;
        Assert.IsType<NotifyPayloadData.RekeySa>(notify.Data);
        Assert.Equal((ProtocolId.Esp, "09226df6"), (notify.ProtocolId, notify.Spi.ToString()));
        var sa = Assert.IsType<IkePayloadBody.Sa>(value.Payloads[1].Body).Value;
        Assert.Equal("3bb79caf", Assert.Single(sa.Proposals).Spi.ToString());
    }

    [Theory]
    [InlineData("0000000801000000cf6268e49a492707", "IKE", 0, "")]
    [InlineData("0000000c0304000180cae8a87173aa03", "ESP", 4, "80cae8a8")]
    public void A_delete_names_its_SAs(string hex, string protocol, int size, string spis)
    {
        var value = Open(hex, PayloadType.Delete);

        var delete = Assert.IsType<IkePayloadBody.Delete>(Assert.Single(value.Payloads).Body).Value;
        Assert.Equal((protocol, size), (delete.ProtocolId.Name, (int)delete.SpiSize));
        Assert.Equal(spis, string.Concat(delete.Spis));
    }

    [Theory]
    [InlineData(
        "0000001a027f00160410603fee0fdb924df4dc489a28ef6ad941b52bbe10da05",
        2, 4, "10603fee0fdb924df4dc489a28ef6ad941")]
    [InlineData("00000008037f0004ea760a409e92da07", 3, null, "")]
    public void An_EAP_message_has_a_type_unless_it_is_the_last(
        string hex, int code, int? type, string data)
    {
        var value = Open(hex, PayloadType.Eap);

        var eap = Assert.IsType<IkePayloadBody.Eap>(Assert.Single(value.Payloads).Body).Value;
        Assert.Equal((code, 0x7f), (eap.Code.Value, eap.Identifier));
        Assert.Equal(type, eap.Type?.Value);
        Assert.Equal(data, eap.TypeData.ToString());
    }

    [Fact]
    [Requirement("RFC7296-3.14-c")]
    public void A_liveness_check_is_padding_alone()
    {
        var value = Open("eec2c2b7de769134ae7ee871d520750f", PayloadType.None);

        Assert.Empty(value.Payloads);
        Assert.Equal(15, value.Padding.Length);
    }

    [Fact]
    [Requirement("RFC7296-3.14-c")]
    public void Padding_longer_than_the_plaintext_is_refused_at_its_length()
    {
        Assert.False(SkPlaintext.TryParse([1, 2, 3], PayloadType.None, out _, out var error));
        Assert.Equal(new DecodeError(DecodeFault.LengthOutOfRange, 2, "Pad Length"), error);
    }

    [Theory]
    [Requirement("RFC7296-3.5-a")]
    [Requirement("RFC7296-3.8-a")]
    [Requirement("RFC7296-3.13-b")]
    [InlineData(5, 0xff)]
    [InlineData(7, 0xff)]
    [InlineData(46, 0xff)]
    [InlineData(48, 0xff)]
    [InlineData(141, 0xff)]
    [InlineData(143, 0xff)]
    public void Reserved_octets_of_a_request_are_ignored_and_written_as_zero(int at, byte octet) =>
        Assert.Equal(
            Octets.FromHex(AuthRequest),
            Rewritten(AuthRequest, PayloadType.IdInitiator, at, octet));

    [Theory]
    [Requirement("RFC7296-3.15-a")]
    [InlineData(62, 0xff)]
    [InlineData(64, 0xff)]
    [InlineData(65, 0x80)]
    public void Reserved_bits_of_a_configuration_are_ignored_and_written_as_zero(
        int at, byte octet) =>
        Assert.Equal(
            Octets.FromHex(AuthResponse),
            Rewritten(AuthResponse, PayloadType.IdResponder, at, octet));

    private static Octets Rewritten(string hex, PayloadType first, int at, byte octet)
    {
        var octets = Octets.FromHex(hex).ToArray().Put(at, octet);
        Assert.True(
            SkPlaintextValue.TryParse(octets, first, out var value, out var why), why.ToString());
        return new Octets(value.ToArray());
    }

    private static SkPlaintextValue Open(string hex, PayloadType first)
    {
        var octets = Octets.FromHex(hex);
        Assert.True(
            SkPlaintext.TryParse(octets.Span, first, out var view, out var why), why.ToString());
        Assert.True(view.TryToValue(out var verbatim, out why, Fidelity.Verbatim), why.ToString());
        Assert.True(view.TryToValue(out var value, out why), why.ToString());
        Assert.Equal(octets.Span, verbatim.ToArray());
        Assert.Equal(octets.Span, value.ToArray());
        return value;
    }

    private static NotifyPayloadData Notify(SkPlaintextValue value, int index) =>
        Assert.IsType<IkePayloadBody.Notify>(value.Payloads[index].Body).Value.Data;

    private static string Text(Octets octets) => System.Text.Encoding.ASCII.GetString(octets.Span);
}
