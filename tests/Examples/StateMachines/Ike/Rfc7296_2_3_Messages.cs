using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Liveness;
using static Holdfast.StateMachines.Ike.MessageIds;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <summary>RFC 7296 §2.3: outputs become octets, octets become inputs.</summary>
public sealed class Rfc7296_2_3_Messages
{
    private static readonly LivenessCheck.Sa Ours =
        new(new(0x0102030405060708), new(0x1112131415161718), true);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x20)]
    public void A_message_of_the_peer_is_a_request_or_a_response_by_its_flag(byte flags)
    {
        var input = Classify(Message(flags, 7), new InnerPayloadsValue(), Ours);
        Assert.Equal(
            flags == 0 ? new Input.Requested(7) : new Input.Answered(7), input);
    }

    [Fact]
    public void What_did_not_open_moves_nothing_and_our_own_message_is_refused()
    {
        Assert.Equal(
            new Input.Refused(Refusal.Unprotected), Classify(Message(0, 7), null, Ours));
        Assert.Equal(
            new Input.Refused(Refusal.OtherSa),
            Classify(Message(0x08, 7), new InnerPayloadsValue(), Ours));
        Assert.Equal(
            new Input.Refused(Refusal.OtherSa),
            Classify(
                Message(0, 7), new InnerPayloadsValue(), Ours with { Initiator = new(1) }));
    }

    [Fact]
    public void A_window_that_is_announced_is_the_window_that_the_peer_sets()
    {
        Assert.True(Config.TryCreate(new() { Window = 5 }, out var config, out _));
        Assert.Equal(new Input.WindowSet(5), Classify(Travel(ToAnnouncement(config))));
    }

    [Fact]
    [Requirement("RFC7296-2.3-c")]
    public void A_complaint_names_the_ID()
    {
        var complaint = Travel(ToPayload(new Output.Complain(0x01020304))!);
        Assert.Equal(
            new MessageId(0x01020304),
            Assert.IsType<NotifyPayloadData.InvalidMessageId>(complaint.Data).Value.MessageId);
        Assert.Null(Classify(complaint));
    }

    [Fact]
    public void What_is_no_complaint_has_no_payload() => Assert.All(
        (Output[])
        [
            new Output.Seal(7), new Output.Hold(), new Output.RoomLeft(),
            new Output.Transmit([Octets.FromHex("01")]), new Output.Finish(7),
            new Output.Drop(7), new Output.Take(7), new Output.Rekey(), new Output.SaFailed(),
        ],
        output => Assert.Null(ToPayload(output)));

    private static NotifyPayloadValue Travel(NotifyPayloadValue value)
    {
        var sent = new InnerPayloadsValue
        {
            Payloads = [new IkePayloadValue { Body = new IkePayloadBody.Notify(value) }],
        };
        Assert.True(
            InnerPayloadsValue.TryParse(
                sent.ToArray(), PayloadType.Notify, out var read, out var error),
            $"{error}");
        return Assert.IsType<IkePayloadBody.Notify>(Assert.Single(read.Payloads).Body).Value;
    }

    private static IkeHeaderValue Message(byte flags, uint id) => new()
    {
        InitiatorSpi = Ours.Initiator,
        ResponderSpi = Ours.Responder,
        ExchangeType = ExchangeType.Informational,
        Flags = new(flags),
        MessageId = new(id),
    };
}
