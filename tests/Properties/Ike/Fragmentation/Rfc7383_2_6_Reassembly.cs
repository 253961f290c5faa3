using FsCheck;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Tests.Properties.Ike.Protection;

namespace Holdfast.Tests.Properties.Ike.Fragmentation;

/// <summary>
/// RFC 7383 §2.6: fragments give the message they were made of, in any order, repeated or not.
/// </summary>
public sealed class Rfc7383_2_6_Reassembly
{
    private static readonly FragmentedId Id = new(new(1), true);

    [Property(MaxTest = 60)]
    public void Any_order_with_any_repetition_joins_once(
        byte[] body, PositiveInt room, byte suite, int seed)
    {
        using var sa = new MadeSa(MadeSa.Suites[suite % MadeSa.Suites.Count]);
        var inner = MadeSa.Inner([body, new byte[90]]);
        var fragments = Seal(sa, inner, 120 + (room.Get % 60));
        var random = new Random(seed);
        var order = Enumerable.Range(0, fragments.Count)
            .Concat(Enumerable.Range(0, fragments.Count))
            .OrderBy(_ => random.Next())
            .ToList();
        var waiting = FragmentedMessages.Empty();
        var seen = new HashSet<int>();
        JoinedPayloads? joined = null;
        foreach (var index in order.TakeWhile(_ => joined is null))
        {
            var next = waiting.Add(Id, Open(sa, fragments[index]));
            Assert.Equal(
                !seen.Add(index) ? FragmentJudgement.Repeated
                    : seen.Count == fragments.Count ? FragmentJudgement.Joined
                    : FragmentJudgement.Kept,
                next.Judgement);
            (waiting, joined) = (next.Messages, next.Joined);
        }

        Assert.Equal(0, waiting.Count);
        Assert.True(InnerPayloadsValue.TryParse(
            joined!.Payloads.Span, joined.FirstPayload, out var value, out _));
        Assert.Equal(inner.Payloads, value.Payloads);
    }

    [Property]
    public void What_waits_stays_within_its_limits((byte Id, byte Number, byte Total)[] arrivals)
    {
        // All numbers and totals, of several messages, mixed; each piece has 90 octets.
        using var sa = new MadeSa(MadeSa.Suites.First(suite => suite.Encryption.IsCombined));
        var limits = new MessageLimits(Messages: 3, Fragments: 8, Octets: 300);
        var waiting = FragmentedMessages.Empty(limits);
        foreach (var (id, anyNumber, anyTotal) in arrivals)
        {
            var key = new FragmentedId(new((uint)id % 5), false);
            var (number, total) = ((ushort)(anyNumber % 10), (ushort)(2 + (anyTotal % 8)));
            var judged = waiting.Judge(key, number, total);
            if (judged is FragmentJudgement.Kept or FragmentJudgement.BeganAnew)
            {
                waiting = waiting.Add(key, Open(sa, One(sa, number, total))).Messages;
            }

            Assert.InRange(waiting.Count, 0, limits.Messages);
            Assert.InRange(waiting.Octets, 0, limits.Messages * limits.Octets);
        }
    }

    private static Items<Octets> Seal(MadeSa sa, InnerPayloadsValue inner, int most)
    {
        Assert.True(
            sa.Sealer.TrySealFragments(
                MadeSa.Header(1), inner, most, out var fragments, out var error),
            error.ToString());
        return fragments;
    }

    // The fragment of that number of a message that is divided into so many.
    private static Octets One(MadeSa sa, ushort number, ushort total)
    {
        var inner = MadeSa.Inner([new byte[(90 * total) - 4]]);
        var overhead = Seal(sa, MadeSa.Inner([]), 1000)[0].Length + 4;
        return Seal(sa, inner, overhead + 90)[number - 1];
    }

    private static OpenedFragment Open(MadeSa sa, Octets octets)
    {
        Assert.True(
            sa.Opener.TryOpenFragment(
                octets.Span, new byte[octets.Length], out var fragment, out var error),
            error.ToString());
        return fragment;
    }
}
