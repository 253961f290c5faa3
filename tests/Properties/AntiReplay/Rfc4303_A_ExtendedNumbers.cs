using FsCheck;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Tests.Properties.AntiReplay;

/// <summary>
/// RFC 4303 appendix A: the high half of an extended number is told from the low one and the
/// window, across every wrap of the low half and at both ends of the number space.
/// </summary>
[Requirement("RFC4303-A.2.2-a")]
public sealed class Rfc4303_A_ExtendedNumbers
{
    [Property(MaxTest = 2_000)]
    public void The_high_half_is_that_of_the_appendix(
        ushort anySize, DoNotSize<ulong> anyRight, byte place, DoNotSize<uint> low)
    {
        var size = ReplayWindow.SizeMin + (anySize % 65_505);
        var right = Right(anyRight.Item, place);
        var window = new ReplayWindow(size, extended: true, right);
        var model = new NaiveWindow(size, extended: true, right);
        foreach (var received in (uint[])[low.Item, (uint)right, 0, 1, uint.MaxValue,
            (uint)(right + (ulong)size), (uint)(right - (ulong)size), (uint)(right - low.Item)])
        {
            var verdict = window.Check(new SequenceNumber(received), out var number);
            if (model.Extend(received) is { } expected)
            {
                Assert.Equal(expected, number);
                Assert.Equal(model.Check(expected), verdict);
            }
            else
            {
                Assert.Equal(ReplayVerdict.TooOld, verdict);
            }
        }
    }

    [Property(MaxTest = 200)]
    public void A_stream_with_loss_and_disorder_keeps_its_numbers_over_a_wrap(
        byte anySize, byte place, ushort[] jumps)
    {
        var size = ReplayWindow.SizeMin + anySize;
        var sent = ((ulong)(place % 3) << 32) + 0xFFFF_FF00;
        var window = new ReplayWindow(size, extended: true, sent);
        foreach (var jump in jumps)
        {
            // Lost are up to 65,535 packets at a time; each that comes, comes twice and late.
            sent += 1UL + jump;
            foreach (var late in (ulong[])[0, (ulong)size - 1, 0])
            {
                var actual = sent - late;
                window.Check(new SequenceNumber((uint)actual), out var number);
                Assert.Equal(actual, number);
                window.Accept(number);
            }
        }
    }

    [Property]
    public void Numbers_of_32_bits_have_no_high_half(DoNotSize<uint> right, DoNotSize<uint> low)
    {
        var window = new ReplayWindow(64, extended: false, right.Item);
        window.Check(new SequenceNumber(low.Item), out var number);
        Assert.Equal(low.Item, number);
    }

    private static ulong Right(ulong any, byte place) => (place % 6) switch
    {
        0 => any % 100_000,
        1 => any,
        2 => (any & 0xFFFF_FFFF_0000_0000) | (any % 70_000),
        3 => any | 0xFFFF_0000,
        4 => ulong.MaxValue - (any % 100_000),
        _ => uint.MaxValue - (any % 100_000),
    };
}
