using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using static Holdfast.StateMachines.Dpd.DeadPeerDetection;

namespace Holdfast.Tests.Examples.StateMachines.Dpd;

/// <summary>RFC 3706 §5.1 to §5.3: outputs become octets, octets become inputs.</summary>
public sealed class Rfc3706_5_3_Messages
{
    private static readonly Cookies Ours =
        new(new IkeSpi(0x0102030405060708), new IkeSpi(0x1112131415161718));

    [Theory]
    [InlineData(0u)]
    [InlineData(7u)]
    [InlineData(0xFFFF_FFFFu)]
    [Requirement("RFC3706-5.3-a")]
    public void What_is_sent_is_classified_by_the_peer_as_what_was_meant(uint number)
    {
        Assert.Equal(
            new Input.RUThere(number),
            Classify(Travel(new Output.SendRUThere(number)), Ours, true));
        Assert.Equal(
            new Input.RUThereAck(number),
            Classify(Travel(new Output.SendRUThereAck(number)), Ours, true));
    }

    [Fact]
    [Requirement("RFC3706-5.3-a")]
    public void The_octets_are_those_of_the_figure() => Assert.Equal(
        // DOI 1, protocol 1, SPI size 16, type 36136, CKY-I, CKY-R, number.
        "00000001" + "01" + "10" + "8d28" + "0102030405060708" + "1112131415161718" + "00000007",
        Convert.ToHexStringLower(ToPayload(new Output.SendRUThere(7), Ours)!.ToArray()));

    [Fact]
    [Requirement("RFC3706-5.2-a")]
    public void What_is_not_protected_is_refused() => Assert.Equal(
        new Input.Refused(Refusal.Unprotected),
        Classify(Travel(new Output.SendRUThereAck(7)), Ours, isProtected: false));

    [Fact]
    public void What_names_another_SA_is_refused() => Assert.Equal(
        new Input.Refused(Refusal.OtherSa),
        Classify(
            Travel(new Output.SendRUThere(7)), new(Ours.Responder, Ours.Initiator),
            isProtected: true));

    [Fact]
    public void What_has_another_format_is_refused()
    {
        var good = ToPayload(new Output.SendRUThere(7), Ours)!;
        Assert.Equal(
            new Input.Refused(Refusal.Malformed),
            Classify(good with { Spi = new Octets([1, 2, 3, 4]) }, Ours, isProtected: true));
        Assert.Equal(
            new Input.Refused(Refusal.Malformed),
            Classify(
                good with { ProtocolId = IsakmpProtocolId.Esp }, Ours, isProtected: true));
    }

    [Fact]
    public void What_is_no_message_of_DPD_is_nobodys()
    {
        var other = new IsakmpNotifyPayloadValue
        {
            Doi = DomainOfInterpretation.Ipsec,
            ProtocolId = IsakmpProtocolId.Isakmp,
            Data = new IsakmpNotifyPayloadData.InitialContact(new FlagNotificationValue()),
        };
        Assert.Null(Classify(other, Ours, isProtected: true));
        Assert.Null(ToPayload(new Output.PeerDied(DeadAction.Clear), Ours));
    }

    [Theory]
    [InlineData("afcad71368a1f1c96b8696fc77570100", true)]
    [InlineData("afcad71368a1f1c96b8696fc77570101", true)]
    [InlineData("afcad71368a1f1c96b8696fc77570200", false)]
    [InlineData("afcad71368a1f1c96b8696fc7757", false)]
    [InlineData("4a131c81070358455c5728f20e95452f", false)]
    [Requirement("RFC3706-5.1-b")]
    public void The_vendor_ID_of_major_version_1_offers_DPD(string hex, bool offers)
    {
        var input = Classify(new VendorIdPayloadValue { VendorId = Octets.FromHex(hex) });
        Assert.Equal(offers ? new Input.Offered() : null, input);
        Assert.Equal("afcad71368a1f1c96b8696fc77570100", VendorId.ToString());
    }

    private static IsakmpNotifyPayloadValue Travel(Output output)
    {
        var octets = ToPayload(output, Ours)!.ToArray();
        Assert.True(IsakmpNotifyPayload.TryParse(octets, out var view, out var error), $"{error}");
        Assert.True(view.TryToValue(out var value, out error), $"{error}");
        return value;
    }
}
