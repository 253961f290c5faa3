using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Lengths, counts and numbers of single payloads.</summary>
public sealed class Rfc7296_3_Payloads
{
    [Theory]
    [Requirement("RFC7296-3.3.6-a")]
    [InlineData(37)]
    [InlineData(44)]
    [InlineData(47)]
    [InlineData(49)]
    public void Unknown_protocols_transforms_and_attributes_are_kept(int at)
    {
        var octets = LabCaptures.Message("v2-psk-aes256cbc-sha256-modp2048", 1).Put(at, 0xee);

        Assert.True(IkeHeaderValue.TryParse(octets, out var value, out var why), why.ToString());
        Assert.Equal(octets, value.ToArray());
    }

    [Fact]
    [Requirement("RFC7296-3.3.5-a")]
    public void An_attribute_has_a_value_or_a_length_and_octets()
    {
        var brief = Attribute("800e0080");
        Assert.Equal(((ushort?)128, (Octets?)null), (brief.AttributeValue, brief.AttributeData));
        var extended = Attribute("00110003 0a0b0c");
        Assert.Null(extended.AttributeValue);
        Assert.Equal("0a0b0c", extended.AttributeData.ToString());
    }

    [Fact]
    [Requirement("RFC7296-3.3.5-b")]
    public void A_key_length_is_written_in_the_short_form()
    {
        var attribute = new TransformAttributeValue
        {
            AttributeType = TransformAttributeType.KeyLength,
            AttributeValue = 256,
        };

        Assert.Equal("800e0100", Convert.ToHexStringLower(attribute.ToArray()));
    }

    [Fact]
    [Requirement("RFC7296-3.7-a")]
    public void Authorities_are_whole_hashes_of_20_octets()
    {
        byte[] octets = [4, .. new byte[20], .. Enumerable.Repeat((byte)1, 20)];

        Assert.True(CertRequestPayloadValue.TryParse(octets, out var value, out _));
        var authorities = Assert.IsType<CertRequestPayloadAuthority.X509Signature>(value.Authority);
        Assert.Equal(
            [new Octets(octets.AsSpan(1, 20)), new Octets(octets.AsSpan(21))],
            authorities.Value.Hashes);
        Assert.Equal(octets, value.ToArray());

        Assert.False(CertRequestPayloadValue.TryParse(octets.AsSpan(0, 40), out _, out var error));
        Assert.Equal(DecodeFault.LengthOutOfRange, error.Fault);
    }

    [Theory]
    [Requirement("RFC7296-3.10-d")]
    [InlineData("03044009 01020304", "01020304", "")]
    [InlineData("03044009 01020304 05", "01020304", "05")]
    [InlineData("00004009", "", "")]
    public void A_notification_has_an_SPI_as_long_as_it_says(string hex, string spi, string data)
    {
        var octets = Octets.FromHex(hex);

        Assert.True(NotifyPayload.TryParse(octets.Span, out var notify, out var why), $"{why}");
        Assert.Equal(spi, Convert.ToHexStringLower(notify.Spi));
        Assert.Equal(data, Convert.ToHexStringLower(notify.Data));
    }

    [Fact]
    [Requirement("RFC7296-3.2-c")]
    [Requirement("RFC7296-3.10-a")]
    [Requirement("RFC7296-3.10-c")]
    public void Of_its_data_alone_a_notification_is_written_without_protocol_SPI_and_critical_bit()
    {
        var notify = new NotifyPayloadValue
        {
            Data = new NotifyPayloadData.InitialContact(new FlagNotificationValue()),
        };
        var payload = new IkePayloadValue { Body = new IkePayloadBody.Notify(notify) };

        Assert.Equal("0000000800004000", Convert.ToHexStringLower(payload.ToArray()));
    }

    [Fact]
    [Requirement("RFC7296-3.10-c")]
    public void Without_an_SPI_any_protocol_is_read()
    {
        Assert.True(NotifyPayloadValue.TryParse([0xee, 0, 0x40, 0], out var notify, out _));
        Assert.IsType<NotifyPayloadData.InitialContact>(notify.Data);
    }

    [Fact]
    [Requirement("RFC7296-3.10-d")]
    public void An_SPI_that_reaches_beyond_the_notification_is_refused_at_its_size()
    {
        Assert.False(NotifyPayload.TryParse([3, 4, 0x40, 9, 1, 2, 3], out _, out var error));
        Assert.Equal((1, 1), (error.Offset, error.Missing));
    }

    [Theory]
    [Requirement("RFC7296-3.11-b")]
    [InlineData("03040002 01020304")]
    [InlineData("03040001 0102030405")]
    [InlineData("01000000 01")]
    public void A_delete_with_other_than_size_times_count_octets_is_refused(string hex)
    {
        Assert.False(DeletePayload.TryParse(Octets.FromHex(hex).Span, out _, out var error));
        Assert.Equal((DecodeFault.LengthOutOfRange, 2), (error.Fault, error.Offset));
    }

    [Theory]
    [Requirement("RFC7296-3.13-a")]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Selectors_are_as_many_as_are_counted(byte count, bool good)
    {
        var octets = Octets.FromHex("00000000 07000010 0000ffff 0a010001 0a010001").ToArray();
        Assert.Equal(
            good, TrafficSelectorPayload.TryParse(octets.Put(0, count), out _, out _));
    }

    [Theory]
    [Requirement("RFC7296-3.13.1-a")]
    [InlineData(7, 15, false)]
    [InlineData(7, 16, true)]
    [InlineData(7, 17, false)]
    [InlineData(8, 39, false)]
    [InlineData(8, 40, true)]
    [InlineData(8, 41, false)]
    public void Selectors_of_addresses_have_16_or_40_octets(byte type, byte length, bool good)
    {
        var selector = new byte[length];
        selector[0] = type;
        selector[3] = length;

        Assert.Equal(
            good,
            TrafficSelectorPayloadValue.TryParse([1, 0, 0, 0, .. selector], out _, out _));
    }

    [Theory]
    [Requirement("RFC7296-3.13.1-b")]
    [InlineData("0000ffff", 0, 65535)]
    [InlineData("ffff0000", 65535, 0)]
    public void Any_port_and_opaque_ports_are_pairs_of_limits(string hex, ushort start, ushort end)
    {
        var octets = Octets.FromHex(hex + "0a010001 0a010001");

        Assert.True(Ipv4RangeValue.TryParse(octets.Span, out var range, out _));
        Assert.Equal((start, end), (range.StartPort, range.EndPort));
        Assert.Equal(octets.Span, range.ToArray());
    }

    [Theory]
    [Requirement("RFC7296-3.16-a")]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void An_EAP_message_fills_its_payload(byte length, bool good)
    {
        byte[] payload = [0, 0, 0, 9, 2, 0x7f, 0, length, 1];
        Assert.Equal(
            good, IkePayloadValue.TryParse(payload, PayloadType.Eap, out _, out _));
    }

    private static TransformAttributeValue Attribute(string hex)
    {
        var octets = Octets.FromHex(hex);
        Assert.True(
            TransformAttributeValue.TryParse(octets.Span, out var value, out var why), $"{why}");
        Assert.Equal(octets.Span, value.ToArray());
        return value;
    }
}
