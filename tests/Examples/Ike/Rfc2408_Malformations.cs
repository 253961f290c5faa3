using Holdfast.Codec;
using Holdfast.Protocol.Ike.V1;
using Holdfast.Tests.Examples.Encapsulation;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Lengths, counts and continuation marks of IKEv1 are held against each other.</summary>
public sealed class Rfc2408_Malformations
{
    /// <summary>Header 28, SA payload 56: proposal at 40, transform at 48.</summary>
    private static readonly byte[] Sa =
        LabCaptures.Message("v1-main-psk", 1)[..84].Put(27, 84).Put(28, 0);

    [Fact]
    public void A_message_with_one_SA_payload_is_well_formed() => Assert.Null(Fault(Sa));

    [Theory]
    [Requirement("RFC2408-3.1-a")]
    [Requirement("RFC2408-3.2-a")]
    [Requirement("RFC2408-3.4-a")]
    [Requirement("RFC2408-3.5-a")]
    [Requirement("RFC2408-3.6-a")]
    [InlineData(27, 27, DecodeFault.LengthOutOfRange, 24)]
    [InlineData(27, 85, DecodeFault.Truncated, 24)]
    [InlineData(31, 3, DecodeFault.LengthOutOfRange, 30)]
    [InlineData(31, 57, DecodeFault.LengthOutOfRange, 30)]
    [InlineData(31, 55, DecodeFault.TrailingOctets, 83)]
    [InlineData(43, 43, DecodeFault.LengthOutOfRange, 50)]
    [InlineData(43, 45, DecodeFault.LengthOutOfRange, 42)]
    [InlineData(40, 2, DecodeFault.ContinuationMismatch, 40)]
    [InlineData(48, 3, DecodeFault.ContinuationMismatch, 48)]
    [InlineData(47, 2, DecodeFault.ContinuationMismatch, 48)]
    public void A_wrong_octet_is_told(int at, byte octet, DecodeFault fault, int offset) =>
        Assert.Equal((fault, offset), Fault(Sa.Put(at, octet)));

    [Theory]
    [Requirement("RFC2408-3.3-a")]
    [InlineData("80010007")]
    [InlineData("000c0004 00007080")]
    public void An_attribute_has_a_value_or_a_length_and_octets(string hex)
    {
        var octets = Octets.FromHex(hex);
        RoundTrip.IsCanonical(IsakmpAttribute.Entry, octets.Span);

        Assert.True(IsakmpAttribute.TryParse(octets.Span, out var view, out _));
        Assert.Equal(octets.Length == 4, view.AttributeValue is not null);
        Assert.Equal(octets.Length - 4, view.AttributeData.Length);
    }

    [Theory]
    [Requirement("RFC2408-3.15-a")]
    [InlineData("00000001 03040002 01020304")]
    [InlineData("00000001 03040001 0102030405")]
    public void A_delete_with_other_than_size_times_count_octets_is_refused(string hex)
    {
        Assert.False(IsakmpDeletePayload.TryParse(Octets.FromHex(hex).Span, out _, out var error));
        Assert.Equal((DecodeFault.LengthOutOfRange, 6), (error.Fault, error.Offset));
    }

    private static (DecodeFault Fault, int Offset)? Fault(byte[] octets) =>
        IsakmpHeaderValue.TryParse(octets, out _, out var error)
            ? null
            : (error.Fault, error.Offset);
}
