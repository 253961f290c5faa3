using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Tests.Examples.AntiReplay;

public sealed class Windows
{
    [Fact]
    public void A_new_window_takes_one_and_refuses_zero()
    {
        var window = new ReplayWindow(64, extended: false);
        Assert.Equal(ReplayVerdict.Duplicate, window.Check(new SequenceNumber(0), out _));
        Assert.Equal(ReplayVerdict.New, window.Check(new SequenceNumber(1), out var number));
        Assert.Equal(1UL, number);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(127)]
    [InlineData(1024)]
    [InlineData(65_536)]
    public void The_left_edge_is_exactly_a_window_away(int size)
    {
        var window = new ReplayWindow(size, extended: false);
        window.Accept(200_000);
        Assert.Equal(ReplayVerdict.Duplicate, window.Check(200_000UL));
        Assert.Equal(ReplayVerdict.New, window.Check(200_000UL - (ulong)size + 1));
        Assert.Equal(ReplayVerdict.TooOld, window.Check(200_000UL - (ulong)size));
    }

    [Fact]
    [Requirement("RFC4303-3.4.3-b")]
    public void To_look_moves_nothing()
    {
        var window = new ReplayWindow(64, extended: true);
        window.Accept(100);
        var before = window.Snapshot();
        Assert.Equal(ReplayVerdict.New, window.Check(new SequenceNumber(5_000), out _));
        Assert.Equal(ReplayVerdict.New, window.Check(new SequenceNumber(99), out _));
        Assert.Equal(before, window.Snapshot());
    }

    [Fact]
    public void The_number_space_has_no_number_behind_its_last()
    {
        var window = new ReplayWindow(64, extended: true, ulong.MaxValue - 1);
        Assert.Equal(ReplayVerdict.New, window.Check(new SequenceNumber(uint.MaxValue), out var last));
        Assert.Equal(ulong.MaxValue, last);
        Assert.Equal(ReplayVerdict.New, window.Accept(last));
        Assert.Equal(ReplayVerdict.TooOld, window.Check(new SequenceNumber(0), out _));
        Assert.Equal(ReplayVerdict.TooOld, window.Check(new SequenceNumber(5), out _));
    }

    [Fact]
    public void A_floor_counts_as_seen_and_what_is_above_is_new()
    {
        var window = new ReplayWindow(64, extended: false, floor: 1_000);
        Assert.Equal(ReplayVerdict.Duplicate, window.Check(1_000UL));
        Assert.Equal(ReplayVerdict.Duplicate, window.Check(937UL));
        Assert.Equal(ReplayVerdict.TooOld, window.Check(936UL));
        Assert.Equal(ReplayVerdict.New, window.Check(1_001UL));
    }

    [Fact]
    public void A_snapshot_is_a_bit_for_each_number_from_the_left()
    {
        var window = new ReplayWindow(32, extended: false, floor: 100);
        window.Accept(102);
        var state = window.Snapshot();
        Assert.Equal(new ReplayWindowState(32, false, 102, Octets.FromHex("ffffffbf")), state);
        Assert.Equal(ReplayVerdict.New, ReplayWindow.Restore(state).Check(101UL));
    }

    [Fact]
    public void A_state_whose_parts_do_not_fit_is_no_state()
    {
        Assert.Throws<ArgumentException>(
            () => new ReplayWindowState(64, true, 1, Octets.FromHex("00")));
        Assert.Throws<ArgumentException>(
            () => new ReplayWindowState(32, false, 1UL << 32, Octets.FromHex("00000000")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayWindow(31, false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReplayWindow(65_537, false));
    }

    [Fact]
    public void A_look_and_a_mark_allocate_nothing()
    {
        var window = new ReplayWindow(1_024, extended: true);
        Assert.Equal(0, HeapCost.Least(() => Run(window, 2_000)));
    }

    private static void Run(ReplayWindow window, int packets)
    {
        for (var i = 0; i < packets; i++)
        {
            window.Check(new SequenceNumber((uint)window.Right + 3), out var number);
            window.Accept(number);
        }
    }
}
