using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Liveness;
using static Holdfast.StateMachines.Ike.MessageIdSync;

namespace Holdfast.Tests.Examples.StateMachines.Ike;

/// <summary>RFC 6311 §5 and §6: outputs become octets, octets become inputs.</summary>
public sealed class Rfc6311_5_Messages
{
    private static readonly LivenessCheck.Sa Sa =
        new(new(0x0102030405060708), new(0x1112131415161718), true);
    private static readonly Known Ours =
        new(Sa, HasIds: true, HasCounters: true, new(5, 6), Children.Extended);
    private static readonly Known Theirs = Ours with { Sa = Sa with { IsInitiator = false } };

    [Theory]
    [InlineData(null, false)]
    [InlineData(0x1_0000_0002UL, true)]
    [InlineData(0xffff_fffeUL, false)]
    [Requirement("RFC6311-5-a")]
    [Requirement("RFC6311-6.4-b")]
    public void A_request_is_classified_by_the_peer_as_asked(ulong? skip, bool isExtended)
    {
        Delta? delta = skip is { } by ? new(by, isExtended) : null;
        var (header, inner) = Travel(new Output.Ask(0xa1b2c3d4, 9, 4, delta), Sa, counters: skip);
        Assert.Equal(0u, header.MessageId.Value);
        Assert.Equal(
            new Input.Asked(0xa1b2c3d4, 9, 4, delta, Theirs.Numbers, Theirs.Children),
            Classify(header, inner, Theirs));
        Assert.Null(Holdfast.StateMachines.Ike.MessageIds.Classify(header, inner, Theirs.Sa));
    }

    [Fact]
    [Requirement("RFC6311-5-a")]
    public void A_response_is_classified_by_the_member_as_answered()
    {
        var (header, inner) = Travel(
            new Output.Answer(0xa1b2c3d4, 9, 4, 9), Theirs.Sa, counters: null);
        Assert.Equal(0u, header.MessageId.Value);
        Assert.Equal(
            new Input.Answered(0xa1b2c3d4, 4, 9), Classify(header, inner, Ours));
    }

    /// <summary>What is drawn, adopted, moved or ended here is no message.</summary>
    [Fact]
    public void Three_outputs_are_messages_and_no_other_one_is()
    {
        Assert.All(
            (Output[])
            [
                new Output.Draw(), new Output.Adopt(9, 4), new Output.Advance(7),
                new Output.RekeyChildren(), new Output.TearDown(),
            ],
            output =>
            {
                Assert.Null(ToMessage(output, Sa, id: 5));
                Assert.Null(ToPayloads(output));
            });
        Assert.Equal(5u, ToMessage(
            new Output.AskCounters(new(7, IsExtended: false)), Sa, id: 5)!.MessageId.Value);
        Assert.Equal(0u, ToMessage(new Output.Ask(1, 9, 4, null), Sa, id: 5)!.MessageId.Value);
        Assert.Equal(
            0u, ToMessage(new Output.Answer(1, 9, 4, 9), Sa, id: 5)!.MessageId.Value);
    }

    [Fact]
    [Requirement("RFC6311-5-b")]
    public void What_was_not_negotiated_is_refused()
    {
        var (header, inner) = Travel(
            new Output.Ask(1, 9, 4, new(7, IsExtended: true)), Sa, counters: 7);
        Assert.Equal(
            new Input.Refused(Refusal.NotNegotiated),
            Classify(header, inner, Theirs with { HasIds = false }));
        Assert.Equal(
            new Input.Refused(Refusal.NotNegotiated),
            Classify(header, inner, Theirs with { HasCounters = false }));
    }

    [Fact]
    [Requirement("RFC6311-5-a")]
    public void Another_message_ID_other_payloads_or_another_exchange_are_refused()
    {
        var (header, inner) = Travel(new Output.Ask(1, 9, 4, null), Sa, counters: null);
        Assert.Equal(
            new Input.Refused(Refusal.Malformed),
            Classify(header with { MessageId = new(3) }, inner, Theirs));
        Assert.Equal(
            new Input.Refused(Refusal.Malformed),
            Classify(header with { ExchangeType = ExchangeType.CreateChildSa }, inner, Theirs));
        var more = inner with
        {
            Payloads = [.. inner.Payloads, new() { Body = new IkePayloadBody.Delete(new()) }],
        };
        Assert.Equal(
            new Input.Refused(Refusal.Malformed), Classify(header, more, Theirs));
    }

    [Fact]
    public void Counters_alone_come_with_an_ordinary_ID_and_other_messages_are_not_of_this_kind()
    {
        var (header, inner) = Travel(
            new Output.Ask(1, 9, 4, new(7, IsExtended: true)), Sa, counters: 7);
        var alone = inner with { Payloads = [inner.Payloads[1]] };
        Assert.Equal(
            new Input.CountersAsked(new(7, true), Children.Extended),
            Classify(header with { MessageId = new(12) }, alone, Theirs));
        Assert.Null(Classify(header, new InnerPayloadsValue(), Theirs));
    }

    [Fact]
    public void What_did_not_open_names_another_SA_or_comes_back_is_refused()
    {
        var (header, inner) = Travel(new Output.Ask(1, 9, 4, null), Sa, counters: null);
        var refused = new Input.Refused(Refusal.Unprotected);
        Assert.Equal(refused, Classify(header, null, Theirs));
        Assert.Equal(refused, Classify(header, inner, Ours));
        Assert.Equal(
            refused, Classify(header with { InitiatorSpi = new(1) }, inner, Theirs));
    }

    private static (IkeHeaderValue Header, InnerPayloadsValue Inner) Travel(
        Output output, LivenessCheck.Sa sender, ulong? counters)
    {
        Assert.True(
            IkeHeaderValue.TryParse(
                ToMessage(output, sender)!.ToArray(), out var header, out var error),
            $"{error}");
        Assert.True(
            InnerPayloadsValue.TryParse(
                ToPayloads(output)!.ToArray(), PayloadType.Notify, out var inner, out error),
            $"{error}");
        Assert.Equal(counters is null ? 1 : 2, inner.Payloads.Count);
        return (header, inner);
    }
}
