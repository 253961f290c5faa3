using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Examples.Ike.Protection;

namespace Holdfast.Tests.Examples.Ike.Fragmentation;

/// <summary>Fragments that wait for the rest of their message, RFC 7383 §2.6.</summary>
public sealed class WaitingFragments : IDisposable
{
    private static readonly FragmentedId Id = new(new(5), false);

    private readonly Sealing _sa = new("GCM");

    [Theory]
    [Requirement("RFC7383-2.6-a")]
    [InlineData(0, 1, 2, 3)]
    [InlineData(3, 2, 1, 0)]
    [InlineData(1, 3, 0, 2)]
    public void Fragments_are_joined_in_any_order(params int[] order)
    {
        var fragments = Fragments(4);
        var waiting = FragmentedMessages.Empty();
        foreach (var index in order[..3])
        {
            var next = Add(waiting, fragments[index]);
            Assert.Equal(FragmentJudgement.Kept, next.Judgement);
            Assert.Null(next.Joined);
            waiting = next.Messages;
        }

        var last = Add(waiting, fragments[order[3]]);

        Assert.Equal(FragmentJudgement.Joined, last.Judgement);
        Assert.Equal((0, 0), (last.Messages.Count, last.Messages.Octets));
        Assert.Equal(PayloadType.VendorId, last.Joined!.FirstPayload);
        Assert.True(InnerPayloadsValue.TryParse(
            last.Joined.Payloads.Span, last.Joined.FirstPayload, out var value, out _));
        Assert.Equal([Sealing.Vendor(400)], value.Payloads);
    }

    [Theory]
    [Requirement("RFC9242-3.3.2-d")]
    [InlineData(0, 1, 2, 3)]
    [InlineData(3, 2, 1, 0)]
    public void An_intermediate_message_in_fragments_counts_as_if_it_came_whole(params int[] order)
    {
        // A payload in the clear stands in the first fragment alone.
        var message = Sealing.Header with
        {
            ExchangeType = ExchangeType.IkeIntermediate,
            Payloads = [Sealing.Vendor(20)],
        };
        var inner = Sealing.Inner(Sealing.Vendor(400));
        var fragments = SealedFragments.Seal(_sa, message, 28 + 8 + 8 + 16 + 1 + 125, inner);
        Assert.Equal(4, fragments.Count);
        var next = new FragmentedMessages.Next(FragmentedMessages.Empty(), default);
        foreach (var index in order)
        {
            next = Add(next.Messages, fragments[index]);
        }

        var joined = next.Joined!;
        Assert.Equal(message.ToArray(), joined.Message!.ToArray());
        Assert.Equal(
            IntermediateAuth.Next(
                _sa.Function, _sa.Keys.SkPi, [], message, PayloadType.VendorId, inner.ToArray()),
            IntermediateAuth.Next(
                _sa.Function, _sa.Keys.SkPi, [], joined.Message!, joined.FirstPayload,
                joined.Payloads.Span));
    }

    [Fact]
    [Requirement("RFC7383-2.6-b")]
    public void A_number_that_is_there_already_changes_nothing()
    {
        var fragments = Fragments(4);
        var waiting = Add(FragmentedMessages.Empty(), fragments[1]).Messages;

        var again = Add(waiting, fragments[1]);

        Assert.Equal(FragmentJudgement.Repeated, again.Judgement);
        Assert.Same(waiting, again.Messages);
    }

    [Fact]
    [Requirement("RFC7383-2.6-c")]
    public void A_higher_total_begins_anew_and_a_lower_one_is_outdated()
    {
        var (coarse, fine) = (Fragments(3), Fragments(7));
        var waiting = Add(Add(FragmentedMessages.Empty(), coarse[0]).Messages, coarse[1]).Messages;
        var before = waiting.Octets;

        var anew = Add(waiting, fine[4]);

        Assert.Equal(FragmentJudgement.BeganAnew, anew.Judgement);
        Assert.Equal(1, anew.Messages.Count);
        Assert.True(anew.Messages.Octets < before);
        var outdated = Add(anew.Messages, coarse[2]);
        Assert.Equal(FragmentJudgement.Outdated, outdated.Judgement);
        Assert.Same(anew.Messages, outdated.Messages);
        var rest = anew.Messages;
        foreach (var index in (int[])[0, 1, 2, 3, 5])
        {
            rest = Add(rest, fine[index]).Messages;
        }

        Assert.Equal(FragmentJudgement.Joined, Add(rest, fine[6]).Judgement);
    }

    [Theory]
    [Requirement("RFC7383-2.5-e")]
    [InlineData(0, 4)]
    [InlineData(5, 4)]
    [InlineData(1, 256)]
    public void Numbers_out_of_range_are_told_without_opening(ushort number, ushort total) =>
        Assert.Equal(
            FragmentJudgement.OutOfRange, FragmentedMessages.Empty().Judge(Id, number, total));

    [Fact]
    public void Messages_and_directions_do_not_mix()
    {
        var fragments = Fragments(2);
        var waiting = Add(FragmentedMessages.Empty(), fragments[0]).Messages;

        var other = waiting.Add(
            Id with { IsResponse = true }, SealedFragments.Open(_sa, fragments[1]));

        Assert.Equal(FragmentJudgement.Kept, other.Judgement);
        Assert.Equal(2, other.Messages.Count);
        Assert.Equal(1, other.Messages.Without(Id).Count);
    }

    [Fact]
    public void The_oldest_message_gives_way()
    {
        var fragments = Fragments(2);
        var waiting = FragmentedMessages.Empty(new MessageLimits(Messages: 2));
        foreach (var id in (uint[])[1, 2, 3])
        {
            waiting = waiting.Add(
                new(new(id), false), SealedFragments.Open(_sa, fragments[0])).Messages;
            Assert.InRange(waiting.Count, 1, 2);
        }

        Assert.Equal(
            FragmentJudgement.Kept, waiting.Judge(new(new(1), false), 1, 2));
        Assert.Equal(
            FragmentJudgement.Repeated, waiting.Judge(new(new(2), false), 1, 2));
    }

    [Fact]
    public void A_message_with_more_octets_than_allowed_is_dropped()
    {
        var fragments = Fragments(4);
        var waiting = FragmentedMessages.Empty(new MessageLimits(Octets: 250));
        waiting = Add(Add(waiting, fragments[0]).Messages, fragments[1]).Messages;

        var next = Add(waiting, fragments[2]);

        Assert.Equal(FragmentJudgement.TooLarge, next.Judgement);
        Assert.Equal((0, 0), (next.Messages.Count, next.Messages.Octets));
    }

    public void Dispose() => _sa.Dispose();

    private Items<Octets> Fragments(int count)
    {
        // 400 octets of payload in so many pieces.
        const int overhead = 28 + 8 + 8 + 16 + 1;
        var most = overhead + ((400 + count - 1) / count);
        var fragments = SealedFragments.Seal(
            _sa, Sealing.Header, most, Sealing.Inner(Sealing.Vendor(400)));
        Assert.Equal(count, fragments.Count);
        return fragments;
    }

    private FragmentedMessages.Next Add(FragmentedMessages waiting, Octets octets) =>
        waiting.Add(Id, SealedFragments.Open(_sa, octets));
}
