using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Fragments of an IKE_AUTH request, of strongSwan.</summary>
public sealed class Rfc7383_2_5_Fragments
{
    private const string Capture = "v2-rsa2048-modp2048";

    [Theory]
    [Requirement("RFC7383-2.5-a")]
    [InlineData(3, 1, 35)]
    [InlineData(4, 2, 0)]
    public void Only_the_first_fragment_names_a_payload(int packet, ushort number, byte next)
    {
        var octets = LabCaptures.Message(Capture, packet);
        Assert.True(IkeHeaderValue.TryParse(octets, out var value, out var why), $"{why}");

        var payload = Assert.Single(value.Payloads);
        var fragment = Assert.IsType<IkePayloadBody.Skf>(payload.Body).Value;
        Assert.Equal((number, 2), (fragment.FragmentNumber, fragment.TotalFragments));
        Assert.Equal(new PayloadType(next), payload.NextPayload);
        Assert.Equal(octets, value.ToArray());
    }

    [Theory]
    [Requirement("RFC7383-2.5-b")]
    [Requirement("RFC7383-2.5-c")]
    [InlineData(33, 32, "Fragment Number")]
    [InlineData(35, 34, "Total Fragments")]
    public void Neither_number_is_zero(int at, int offset, string field)
    {
        var octets = LabCaptures.Message(Capture, 4).Put(at, 0);
        Assert.False(IkeHeaderValue.TryParse(octets, out _, out var error));
        Assert.Equal(new DecodeError(DecodeFault.ValueOutOfRange, offset, field), error);
    }
}
