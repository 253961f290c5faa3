using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Octets and bits with no meaning: any content is read, zeros are written.</summary>
public sealed class ReservedOctets
{
    /// <summary>SA (48 octets), KE (264) and more behind the header of 28.</summary>
    private static readonly byte[] Version2 =
        LabCaptures.Message("v2-psk-aes256cbc-sha256-modp2048", 1);

    /// <summary>An SA with one proposal and one transform behind the header of 28.</summary>
    private static readonly byte[] Version1 = LabCaptures.Message("v1-main-psk", 1);

    [Requirement("RFC7296-3.2-b")]
    [Requirement("RFC7296-3.3.1-b")]
    [Requirement("RFC7296-3.3.2-b")]
    [Requirement("RFC7296-3.4-a")]
    [Theory]
    [InlineData(29, 0x7f)]
    [InlineData(33, 0xff)]
    [InlineData(41, 0xff)]
    [InlineData(45, 0xff)]
    [InlineData(82, 0xff)]
    [InlineData(83, 0xff)]
    public void Those_of_IKEv2_are_ignored_and_written_as_zero(int at, byte octet)
    {
        Assert.True(
            IkeHeaderValue.TryParse(Version2.Put(at, octet), out var value, out var why), $"{why}");
        Assert.Equal(Version2, value.ToArray());
    }

    [Requirement("RFC2408-3.1-b")]
    [Requirement("RFC2408-3.2-b")]
    [Requirement("RFC2408-3.5-b")]
    [Requirement("RFC2408-3.6-b")]
    [Theory]
    [InlineData(19, 0xf8)]
    [InlineData(29, 0xff)]
    [InlineData(41, 0xff)]
    [InlineData(49, 0xff)]
    [InlineData(54, 0xff)]
    [InlineData(55, 0xff)]
    public void Those_of_IKEv1_are_ignored_and_written_as_zero(int at, byte octet)
    {
        Assert.True(
            IsakmpHeaderValue.TryParse(Version1.Put(at, octet), out var value, out var why),
            $"{why}");
        Assert.Equal(Version1, value.ToArray());
    }

    [Requirement("RFC7296-3.1-e")]
    [Requirement("RFC7296-3.1-f")]
    [Theory]
    [InlineData(0x18)]
    [InlineData(0xdf)]
    public void Flags_without_meaning_do_not_change_the_others(byte flags)
    {
        Assert.True(
            IkeHeader.TryParse(Version2.Put(19, flags), out var ike, out var why), $"{why}");
        Assert.True(ike.Flags is { Initiator: true, Response: false });
        Assert.Equal(8, ike.Payloads.Count);
    }
}
