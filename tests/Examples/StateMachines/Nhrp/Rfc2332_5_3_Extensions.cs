using Holdfast.Codec;
using Holdfast.Protocol.Nhrp;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Nhrp;

namespace Holdfast.Tests.Examples.StateMachines.Nhrp;

/// <summary>RFC 2332 §5.3: what a hub does about extensions of requests.</summary>
public sealed class Rfc2332_5_3_Extensions
{
    private static readonly HostAddress Spoke = HostAddress.Parse("10.0.0.1");
    private static readonly HostAddress Other = HostAddress.Parse("10.0.0.2");
    private static readonly NhrpHubMessages.Self Hub =
        new(HostAddress.Parse("203.0.113.1"), HostAddress.Parse("10.0.0.254"));

    private static readonly NhrpPacketValue Request = NhrpMessages.ToPacket(
        new NhrpShortcut.Output.SendRequest(7),
        new(HostAddress.Parse("192.0.2.1"), Spoke, Other))!;

    private static readonly NhrpExtensionValue End = Unknown(0, isCompulsory: true, "");

    [Fact]
    [Requirement("RFC2332-5.3-b")]
    public void A_compulsory_extension_of_an_unknown_type_is_answered_by_an_error_indication()
    {
        var request = Travel(Request with
        {
            Extensions =
            [
                Unknown(30, isCompulsory: false, "0102"), Unknown(31, isCompulsory: true, "abcd"),
                End,
            ],
        });
        var objection = NhrpHubMessages.Objection(request, Hub);
        Assert.NotNull(objection);
        Assert.True(
            NhrpErrorIndicationValue.TryParse(objection.ToArray(), out var read, out var error),
            $"{error}");
        Assert.Equal(NhrpErrorCode.UnrecognizedExtension, read.ErrorCode);
        Assert.Equal(request.SourceProtocolAddress, read.DestinationProtocolAddress);

        // It says where: the unknown type with its compulsory bit stands at that octet.
        Assert.Equal(new Octets(request.ToArray()), read.Packet);
        Assert.Equal(
            "801f0002abcd",
            Convert.ToHexStringLower(read.Packet.Span.Slice(read.ErrorOffset, 6)));
    }

    [Fact]
    [Requirement("RFC2332-5.3-a")]
    [Requirement("RFC2332-5.3-b")]
    public void Other_extensions_are_no_reason_to_object_and_a_transit_server_passes_all_on()
    {
        Assert.Null(NhrpHubMessages.Objection(Request, Hub));
        Assert.Null(NhrpHubMessages.Objection(
            Travel(Request with { Extensions = [Unknown(31, isCompulsory: false, "ab"), End] }),
            Hub));
        var strange = Travel(Request with
        {
            Extensions = [Unknown(31, isCompulsory: true, "abcd"), End],
        });
        var passed = NhrpHubMessages.ToReply(
            new NhrpServer.Output.Forward(7, Other), strange, TimeSpan.Zero);
        Assert.Equal(strange with { HopCount = (byte)(strange.HopCount - 1) }, passed);
        Assert.Null(NhrpHubMessages.ToReply(
            new NhrpServer.Output.Forward(7, Other), strange with { HopCount = 1 },
            TimeSpan.Zero));
    }

    [Fact]
    [Requirement("RFC2332-5.3-c")]
    public void Extensions_of_a_reply_end_with_End_though_those_of_the_request_did_not()
    {
        var open = Request with { Extensions = [Unknown(30, isCompulsory: false, "01")] };
        foreach (var reply in new[]
        {
            NhrpMessages.RegistrationReply(open, NhrpClientCode.Success),
            NhrpMessages.ResolutionReply(open, null, TimeSpan.Zero),
            NhrpHubMessages.ToReply(
                new NhrpServer.Output.AnswerPurge(7, Spoke), open, TimeSpan.Zero)!,
        })
        {
            Assert.Equal([.. open.Extensions!.Value, End], Travel(reply).Extensions!.Value);
            Assert.Equal(
                reply.Extensions,
                NhrpMessages.ResolutionReply(reply, null, TimeSpan.Zero).Extensions);
        }

        Assert.Null(NhrpMessages.ResolutionReply(Request, null, TimeSpan.Zero).Extensions);
    }

    [Fact]
    public void What_names_no_address_or_is_no_request_is_nothing_to_a_hub()
    {
        Assert.Null(NhrpHubMessages.Classify(
            Request with { SourceProtocolAddress = default }, Other));
        Assert.Null(NhrpHubMessages.Classify(
            Request with { PacketType = NhrpPacketType.RegistrationRequest }, Other));
        Assert.Null(NhrpHubMessages.Classify(
            Request with { PacketType = NhrpPacketType.ResolutionReply }, Other));
        Assert.Null(NhrpHubMessages.Classify(
            Request with
            {
                PacketType = NhrpPacketType.PurgeReply,
                DestinationProtocolAddress = default,
            },
            Other));

        // RFC 2332 §5.2.3: without addresses of its own an element is about the sender.
        Assert.Equal(
            new NhrpServer.Input.Registers(
                7, Spoke, HostAddress.Parse("192.0.2.1"), TimeSpan.FromSeconds(60)),
            NhrpHubMessages.Classify(
                Travel(Request with
                {
                    PacketType = NhrpPacketType.RegistrationRequest,
                    Clients = [new NhrpClientValue { HoldingTime = 60 }],
                }),
                default));
    }

    private static NhrpExtensionValue Unknown(ushort type, bool isCompulsory, string hex) => new()
    {
        Compulsory = isCompulsory,
        Body = new NhrpExtensionBody.Unknown(new(type), Octets.FromHex(hex)),
    };

    private static NhrpPacketValue Travel(NhrpPacketValue packet)
    {
        Assert.True(
            NhrpPacketValue.TryParse(packet.ToArray(), out var read, out var error), $"{error}");
        return read;
    }
}
