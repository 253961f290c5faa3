using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>What the header and the chain of payloads take, and what a writer computes.</summary>
public sealed class Rfc7296_3_1_Header
{
    private static readonly byte[] Request =
        LabCaptures.Message("v2-psk-aes256cbc-sha256-modp2048", 1);

    [Fact]
    [Requirement("RFC7296-3.1-c")]
    [Requirement("RFC7296-3.1-g")]
    public void A_writer_says_version_2_0_and_the_length_of_all()
    {
        var octets = new IkeHeaderValue { ExchangeType = ExchangeType.IkeSaInit }.ToArray();

        Assert.True(IkeHeader.TryParse(octets, out var ike, out var why), $"{why}");
        Assert.Equal((2, 0, 28u), (ike.MajorVersion, ike.MinorVersion, ike.Length));
    }

    [Fact]
    [Requirement("RFC7296-3.1-d")]
    public void Any_minor_version_is_read()
    {
        Assert.True(IkeHeader.TryParse(Request.Put(17, 0x2f), out var ike, out var why), $"{why}");
        Assert.Equal((15, 8), (ike.MinorVersion, ike.Payloads.Count));
    }

    [Fact]
    [Requirement("RFC7296-2.5-d")]
    public void Payloads_are_read_in_any_order()
    {
        var value = Read(Request);
        var backwards = value with { Payloads = [.. value.Payloads.Reverse()] };

        Assert.Equal(backwards, Read(backwards.ToArray()));
    }

    [Fact]
    [Requirement("RFC7296-3.2-d")]
    public void The_last_payload_names_none_behind_it()
    {
        var value = Read(Request);
        var octets = (value with { Payloads = [.. value.Payloads.Take(2)] }).ToArray();

        Assert.Equal((28 + 48 + 264, 34, 0), (octets.Length, octets[28], octets[76]));
    }

    [Theory]
    [Requirement("RFC7296-3.14-a")]
    [Requirement("RFC7383-2.5-d")]
    [InlineData("v2-psk-aes256cbc-sha256-modp2048", 3)]
    [InlineData("v2-rsa2048-modp2048", 4)]
    public void Nothing_stands_behind_an_encrypted_payload(string capture, int packet)
    {
        var octets = LabCaptures.Message(capture, packet);
        byte[] longer = [.. octets, 0, 0, 0, 4];
        longer[27] += 4;

        Assert.True(IkeHeader.TryParse(octets, out _, out _));
        Assert.False(IkeHeader.TryParse(longer, out _, out var error));
        Assert.Equal(
            (DecodeFault.TrailingOctets, octets.Length), (error.Fault, error.Offset));
    }

    [Theory]
    [Requirement("RFC7296-3.12-a")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public void A_vendor_id_of_any_length_is_kept(int length)
    {
        var vendor = new VendorIdPayloadValue { VendorId = new Octets(new byte[length]) };
        var value = new IkeHeaderValue
        {
            Payloads = [new IkePayloadValue { Body = new IkePayloadBody.VendorId(vendor) }],
        };

        var read = Assert.Single(Read(value.ToArray()).Payloads).Body;
        Assert.Equal(vendor, Assert.IsType<IkePayloadBody.VendorId>(read).Value);
    }

    private static IkeHeaderValue Read(byte[] octets)
    {
        Assert.True(IkeHeaderValue.TryParse(octets, out var value, out var why), why.ToString());
        return value;
    }
}
