using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>What is wrong with a message is told by fault, field and octet.</summary>
public sealed class Malformations
{
    /// <summary>A header that names an SA payload: 28 octets, then the payload of 48.</summary>
    private static byte[] Sa => LabCaptures.Message("v2-psk-aes256cbc-sha256-modp2048", 1)[..76]
        .Put(27, 76).Put(26, 0).Put(28, 0);

    [Fact]
    public void A_message_with_one_SA_payload_is_well_formed() => Assert.Null(Fault(Sa));

    [Fact]
    [Requirement("RFC7296-2.5-e")]
    public void Another_version_is_refused_at_the_version_and_its_header_is_still_read()
    {
        var message = Sa.Put(17, 0x30);

        Assert.Equal((DecodeFault.FixedValueMismatch, 17, "MjVer"), Fault(message));
        Assert.True(IkeFixedHeader.TryParse(message, out var header, out _));
        Assert.Equal((3, 34, 76u), (header.MajorVersion, header.ExchangeType, header.Length));
    }

    [Theory]
    [Requirement("RFC7296-3.1-g")]
    [Requirement("RFC7296-3.2-a")]
    [Requirement("RFC7296-3.3.1-a")]
    [Requirement("RFC7296-3.3.1-d")]
    [Requirement("RFC7296-3.3.2-a")]
    [Requirement("RFC7296-3.3.2-c")]
    [InlineData(27, 27, DecodeFault.LengthOutOfRange, 24, "Length")]
    [InlineData(27, 77, DecodeFault.Truncated, 24, "Length")]
    [InlineData(31, 3, DecodeFault.LengthOutOfRange, 30, "Payload Length")]
    [InlineData(31, 49, DecodeFault.LengthOutOfRange, 30, "Payload Length")]
    [InlineData(31, 47, DecodeFault.TrailingOctets, 75, "Payloads")]
    [InlineData(28, 40, DecodeFault.LengthOutOfRange, 76, "Next Payload")]
    [InlineData(16, 0, DecodeFault.TrailingOctets, 28, "Payloads")]
    [InlineData(35, 43, DecodeFault.LengthOutOfRange, 74, "Transform ID")]
    [InlineData(35, 45, DecodeFault.LengthOutOfRange, 34, "Proposal Length")]
    [InlineData(32, 2, DecodeFault.ContinuationMismatch, 32, "Last Substruc")]
    [InlineData(38, 1, DecodeFault.ValueOutOfRange, 38, "SPI Size")]
    [InlineData(39, 3, DecodeFault.ContinuationMismatch, 60, "Last Substruc")]
    [InlineData(39, 5, DecodeFault.ContinuationMismatch, 68, "Last Substruc")]
    [InlineData(43, 11, DecodeFault.LengthOutOfRange, 50, "Attribute Value")]
    [InlineData(68, 3, DecodeFault.ContinuationMismatch, 68, "Last Substruc")]
    public void A_wrong_octet_is_told(
        int at, byte octet, DecodeFault fault, int offset, string field) =>
        Assert.Equal((fault, offset, field), Fault(Sa.Put(at, octet)));

    [Fact]
    [Requirement("RFC7296-2.5-a")]
    [Requirement("RFC7296-2.5-b")]
    public void An_unknown_payload_is_kept_unless_it_is_critical()
    {
        var unknown = Sa.Put(16, 200);
        Assert.True(IkeHeaderValue.TryParse(unknown, out var value, out _));
        var body = Assert.IsType<IkePayloadBody.Unknown>(Assert.Single(value.Payloads).Body);
        Assert.Equal((200, 44), (body.Tag.Value, body.Octets.Length));

        Assert.Equal((DecodeFault.UnknownCritical, 29, "C"), Fault(unknown.Put(29, 0x80)));
        Assert.True(IkeHeader.TryParse(unknown.Put(29, 0x80), out _, out _));
    }

    [Fact]
    [Requirement("RFC7296-2.5-c")]
    public void A_known_payload_may_be_critical() => Assert.Null(Fault(Sa.Put(29, 0x80)));

    private static (DecodeFault Fault, int Offset, string Field)? Fault(byte[] octets) =>
        IkeMessageValue.TryParse(octets, out _, out var error)
            ? null
            : (error.Fault, error.Offset, error.Field);
}
