using Holdfast.Codec;
using Holdfast.Protocol.Nhrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.3.1 and the NAT before a router: addresses in extensions.</summary>
public sealed class NhrpAddressesInExtensions
{
    private static readonly HostAddress Claimed = HostAddress.From([192, 168, 0, 2]);
    private static readonly HostAddress Real = HostAddress.From([192, 0, 2, 9]);
    private static readonly HostAddress Inner = HostAddress.From([100, 64, 1, 0]);
    private static readonly HostAddress Hub = HostAddress.From([100, 64, 0, 1]);

    private static NhrpPacketValue Request => NhrpMessages.ToPacket(
        new NhrpRegistration.Output.SendRequest(7, TimeSpan.FromSeconds(600)),
        new(Claimed, Inner, Hub))!;

    [Fact]
    public void A_hub_registers_the_address_from_which_a_request_came()
    {
        var seen = NhrpAddresses.Seen(Request, Real);

        Assert.Equal(
            new NhrpServer.Input.Registers(7, Inner, Real, TimeSpan.FromSeconds(600)),
            NhrpHubMessages.Classify(seen, default));
        Assert.Equal(Request, NhrpAddresses.Seen(Request, Claimed));
    }

    [Fact]
    public void The_reply_tells_the_spoke_which_address_its_NAT_has()
    {
        var plain = NhrpMessages.RegistrationReply(Request, NhrpClientCode.Success);
        var reply = Sent(NhrpAddresses.WithNat(plain, Real));

        Assert.Equal(Real, NhrpAddresses.NatIn(reply));
        Assert.Equal(
            new NhrpRegistration.Input.Accepted(7),
            NhrpMessages.ClassifyForRegistration(reply));
        Assert.Null(NhrpAddresses.NatIn(Sent(NhrpAddresses.WithNat(plain, Claimed))));
    }

    [Fact]
    public void Whoever_answers_says_who_it_is_where_that_was_asked()
    {
        var asked = Sent(NhrpAddresses.AskingWho(NhrpMessages.ToPacket(
            new NhrpShortcut.Output.SendRequest(3), new(Claimed, Inner, Hub))!));
        var reply = Sent(NhrpAddresses.WithResponder(
            NhrpMessages.ResolutionReply(
                asked, new(Hub, 32, Real), TimeSpan.FromSeconds(60)), Real, Hub));

        Assert.Null(NhrpAddresses.ResponderIn(asked));
        Assert.Equal(Hub, NhrpAddresses.ResponderIn(reply));
        Assert.Null(NhrpHubMessages.Objection(asked, new(Real, Hub)));
        Assert.Equal(2, reply.Extensions!.Value.Count);
    }

    private static NhrpPacketValue Sent(NhrpPacketValue packet)
    {
        Assert.True(NhrpPacketValue.TryParse(packet.ToArray(), out var parsed, out _));
        return parsed;
    }
}
