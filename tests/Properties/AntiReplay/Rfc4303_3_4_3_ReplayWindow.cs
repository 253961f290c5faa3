using FsCheck;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Tests.Properties.AntiReplay;

/// <summary>RFC 4303 §3.4.3: the window says the same as a set of all numbers ever accepted.</summary>
public sealed class Rfc4303_3_4_3_ReplayWindow
{
    /// <summary>Steps from the right edge that look at every kind of neighbourhood.</summary>
    private static readonly long[] Reaches = [1, 2, 40, 70, 130, 1_000, 5_000, 70_000, 300_000];

    [Property(MaxTest = 300)]
    [Requirement("RFC4303-3.4.3-a")]
    [Requirement("RFC4303-3.4.3-b")]
    public void The_window_and_a_naive_set_agree_over_any_history(
        ushort anySize, bool extended, DoNotSize<ulong> anyFloor, (byte Reach, DoNotSize<long>)[] steps)
    {
        var size = ReplayWindow.SizeMin + (anySize % 300 == 0 ? 65_504 : anySize % 400);
        var floor = Start(anyFloor.Item, extended);
        var window = new ReplayWindow(size, extended, floor);
        var model = new NaiveWindow(size, extended, floor);
        foreach (var (reach, step) in steps)
        {
            var number = Near(model.Right, reach, step.Item, extended);
            var verdict = window.Check(number);
            Assert.Equal(model.Check(number), verdict);
            Assert.Equal(verdict, window.Check(number));

            // What is not authentic is not accepted, and nothing moves: some steps only look.
            if (step.Item % 5 == 0)
            {
                continue;
            }

            Assert.Equal(verdict, window.Accept(number));
            if (verdict == ReplayVerdict.New)
            {
                model.Accept(number);
            }

            Assert.Equal(model.Right, window.Right);
        }
    }

    [Property(MaxTest = 300)]
    public void A_restored_window_answers_as_the_one_that_was_kept(
        byte anySize, bool extended, DoNotSize<ulong> anyFloor, (byte Reach, DoNotSize<long>)[] steps)
    {
        var size = ReplayWindow.SizeMin + anySize;
        var window = new ReplayWindow(size, extended, Start(anyFloor.Item, extended));
        foreach (var (reach, step) in steps)
        {
            window.Accept(Near(window.Right, reach, step.Item, extended));
        }

        var state = window.Snapshot();
        var restored = ReplayWindow.Restore(state);
        Assert.Equal(state, restored.Snapshot());
        for (var back = 0UL; back < (ulong)size + 70 && back <= window.Right; back++)
        {
            Assert.Equal(window.Check(window.Right - back), restored.Check(window.Right - back));
        }

        Assert.Equal(state, window.Snapshot());
    }

    [Property(MaxTest = 300)]
    public void Snapshots_tell_apart_what_was_accepted_and_not_the_order(
        byte anySize, ushort[] numbers, ushort other)
    {
        var size = ReplayWindow.SizeMin + anySize;
        var one = Accepted(size, numbers.Order());
        var two = Accepted(size, numbers.Order().SelectMany(n => (ushort[])[n, n]));
        Assert.Equal(one.Snapshot(), two.Snapshot());
        Assert.Equal(one.Snapshot().GetHashCode(), two.Snapshot().GetHashCode());
        if (two.Accept(other) == ReplayVerdict.New)
        {
            Assert.NotEqual(one.Snapshot(), two.Snapshot());
        }
    }

    private static ReplayWindow Accepted(int size, IEnumerable<ushort> numbers)
    {
        var window = new ReplayWindow(size, extended: false);
        foreach (var number in numbers)
        {
            window.Accept(number);
        }

        return window;
    }

    private static ulong Start(ulong any, bool extended) => (any % 4) switch
    {
        0 => 0,
        1 => any % 100,
        2 => extended ? 0xFFFF_FFFF - (any % 1_000) : 0xFF_FFFF,
        _ => extended ? any >> 1 : (uint)(any >> 33),
    };

    private static ulong Near(ulong right, byte reach, long step, bool extended)
    {
        var offset = step % Reaches[reach % Reaches.Length];
        var last = extended ? ulong.MaxValue : uint.MaxValue;
        return offset < 0
            ? right - Math.Min(right, (ulong)-offset)
            : right + Math.Min(last - right, (ulong)offset);
    }
}
