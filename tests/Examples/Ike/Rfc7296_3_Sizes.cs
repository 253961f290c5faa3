using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Sizes that one field has by another: by protocol, by type, by code.</summary>
public sealed class Rfc7296_3_Sizes
{
    [Theory]
    [Requirement("RFC7296-3.3.1-e")]
    [InlineData(1, 0, true)]
    [InlineData(1, 4, false)]
    [InlineData(1, 8, true)]
    [InlineData(1, 9, false)]
    [InlineData(2, 0, false)]
    [InlineData(2, 4, true)]
    [InlineData(3, 3, false)]
    [InlineData(3, 4, true)]
    [InlineData(3, 8, false)]
    [InlineData(4, 5, true)]
    public void A_proposal_has_an_SPI_of_the_size_of_its_protocol(
        byte protocol, byte size, bool good)
    {
        byte[] octets = [0, 0, 0, (byte)(8 + size), 1, protocol, size, 0, .. new byte[size]];

        Assert.Equal(good, Proposal.TryParse(octets, out _, out var error));
        Assert.Equal(good ? default : At("SPI Size", 6), error);
    }

    [Theory]
    [Requirement("RFC7296-3.5-b")]
    [InlineData(1, 3, false)]
    [InlineData(1, 4, true)]
    [InlineData(1, 5, false)]
    [InlineData(5, 4, false)]
    [InlineData(5, 16, true)]
    [InlineData(5, 17, false)]
    [InlineData(11, 0, true)]
    [InlineData(11, 7, true)]
    public void An_identity_of_an_address_has_its_4_or_16_octets(byte type, byte size, bool good)
    {
        byte[] payload = [0, 0, 0, (byte)(8 + size), type, 0, 0, 0, .. new byte[size]];

        Assert.Equal(
            good, IkePayloadValue.TryParse(payload, PayloadType.IdInitiator, out _, out var error));
        Assert.Equal(
            good
                ? default
                : new DecodeError(DecodeFault.LengthOutOfRange, 8, "Identification Data"),
            error);
    }

    [Theory]
    [Requirement("RFC7296-3.9-a")]
    [InlineData(0, false)]
    [InlineData(15, false)]
    [InlineData(16, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_nonce_has_16_to_256_octets(int size, bool good)
    {
        var length = 4 + size;
        byte[] payload = [0, 0, (byte)(length >> 8), (byte)length, .. new byte[size]];

        Assert.Equal(
            good, IkePayloadValue.TryParse(payload, PayloadType.Nonce, out _, out var error));
        Assert.Equal(
            good ? default : new DecodeError(DecodeFault.LengthOutOfRange, 4, "Nonce Data"), error);
    }

    [Theory]
    [Requirement("RFC2409-5-d")]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_nonce_of_IKEv1_has_8_to_256_octets(int size, bool good) =>
        Assert.Equal(good, IsakmpNoncePayload.TryParse(new byte[size], out _, out _));

    [Theory]
    [Requirement("RFC2407-4.6.2-a")]
    [InlineData(1, 4)]
    [InlineData(4, 8)]
    [InlineData(5, 16)]
    [InlineData(6, 32)]
    [InlineData(7, 8)]
    [InlineData(8, 32)]
    public void An_identity_of_IKEv1_has_the_octets_of_its_type(byte type, int right)
    {
        for (var size = 0; size < 40; size++)
        {
            byte[] octets = [type, 0, 0, 0, .. new byte[size]];
            Assert.Equal(size == right, IsakmpIdPayload.TryParse(octets, out _, out _));
        }
    }

    [Theory]
    [Requirement("RFC3947-5.2-a")]
    [Requirement("RFC3947-5.2-b")]
    [InlineData(1, 4)]
    [InlineData(5, 16)]
    public void An_original_address_has_4_or_16_octets_and_any_reserved_ones(byte type, int right)
    {
        for (var size = 0; size < 20; size++)
        {
            byte[] octets = [type, 9, 9, 9, .. new byte[size]];
            var good = IsakmpNatOriginalAddressPayloadValue.TryParse(octets, out var value, out _);
            Assert.Equal(size == right, good);
            Assert.Equal(
                good ? [type, 0, 0, 0, .. new byte[size]] : null, value?.ToArray());
        }
    }

    [Fact]
    public void Of_a_nonce_at_the_open_end_of_a_source_the_missing_octets_are_asked_for()
    {
        Assert.False(NoncePayload.TryParse(new byte[9], out _, out var error));
        Assert.Equal(new DecodeError(DecodeFault.Truncated, 0, "Nonce Data", 7), error);
    }

    [Theory]
    [Requirement("RFC7296-3.10-b")]
    [InlineData(2, 0, true)]
    [InlineData(2, 4, true)]
    [InlineData(2, 8, false)]
    [InlineData(3, 3, false)]
    [InlineData(3, 4, true)]
    [InlineData(0, 3, true)]
    public void A_notification_of_ESP_or_AH_has_an_SPI_of_4_octets_or_none(
        byte protocol, byte size, bool good)
    {
        byte[] octets = [protocol, size, 0x40, 9, .. new byte[size]];

        Assert.Equal(good, NotifyPayload.TryParse(octets, out _, out var error));
        Assert.Equal(good ? default : At("SPI Size", 1), error);
    }

    [Theory]
    [Requirement("RFC7296-3.11-a")]
    [InlineData(1, 0, 0, "")]
    [InlineData(1, 4, 0, "SPI Size")]
    [InlineData(1, 0, 1, "Num of SPIs")]
    [InlineData(2, 4, 1, "")]
    [InlineData(3, 4, 2, "")]
    [InlineData(3, 4, 0, "")]
    [InlineData(3, 8, 1, "SPI Size")]
    [InlineData(3, 0, 0, "SPI Size")]
    public void A_delete_has_no_SPIs_for_IKE_and_4_octets_in_each_of_ESP_and_AH(
        byte protocol, byte size, byte count, string field)
    {
        byte[] octets = [protocol, size, 0, count, .. new byte[size * count]];

        Assert.Equal(field == "", DeletePayload.TryParse(octets, out _, out var error));
        Assert.Equal(field == "" ? default : At(field, field == "SPI Size" ? 1 : 2), error);
    }

    [Theory]
    [Requirement("RFC7296-3.15.1-a")]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(6, 4)]
    [InlineData(8, 17)]
    [InlineData(10, 16)]
    [InlineData(12, 16)]
    [InlineData(13, 8)]
    [InlineData(15, 17)]
    public void A_configuration_attribute_has_the_size_of_its_table_or_is_empty(
        byte type, byte right)
    {
        for (byte size = 0; size < 20; size++)
        {
            byte[] octets = [0, type, 0, size, .. new byte[size]];
            var good = ConfigurationAttribute.TryParse(octets, out _, out var error);

            Assert.Equal(size == 0 || size == right, good);
            Assert.Equal(
                good ? default : new DecodeError(DecodeFault.LengthOutOfRange, 4, "Value"), error);
        }
    }

    [Fact]
    public void A_configuration_attribute_of_another_type_has_any_size()
    {
        for (byte size = 0; size < 20; size++)
        {
            byte[] octets = [0, 7, 0, size, .. new byte[size]];
            Assert.True(ConfigurationAttribute.TryParse(octets, out _, out _));
        }
    }

    [Theory]
    [Requirement("RFC7296-3.16-b")]
    [InlineData(1, 4, false)]
    [InlineData(1, 5, true)]
    [InlineData(2, 4, false)]
    [InlineData(2, 9, true)]
    [InlineData(3, 4, true)]
    [InlineData(3, 5, false)]
    [InlineData(4, 4, true)]
    [InlineData(4, 5, false)]
    [InlineData(5, 4, true)]
    [InlineData(5, 6, true)]
    public void Requests_and_responses_of_EAP_have_a_type_and_successes_and_failures_nothing(
        byte code, byte length, bool good)
    {
        byte[] octets = [code, 7, 0, length, .. new byte[length - 4]];

        Assert.Equal(good, EapPayload.TryParse(octets, out _, out var error));
        Assert.Equal(good ? default : At("Length", 2), error);
    }

    private static DecodeError At(string field, int offset) =>
        new(DecodeFault.ValueOutOfRange, offset, field);
}
