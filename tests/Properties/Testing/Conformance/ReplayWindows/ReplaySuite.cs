using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.ReplayWindows;
using Window = Holdfast.Protocol.AntiReplay.ReplayWindow;

namespace Holdfast.Tests.Properties.Testing.Conformance.ReplayWindows;

/// <summary>What somebody may get wrong.</summary>
public enum WindowMistake
{
    None,
    MovesBeforeTheCheck,
    KeepsNoBitmap,
    TakesWhatIsOld,
    KeepsHighBits,
    IsOneTooSmall,
}

/// <summary>The suite of replay windows: what it passes, and what it catches.</summary>
public sealed class ReplaySuite
{
    [Fact]
    public void A_right_window_of_somebody_else_passes() => Biting.Passes(
        ReplayConformance.Of(settings => Foreign(settings, WindowMistake.None)));

    [Fact]
    public void Our_window_passes() => Biting.Passes(ReplayConformance.Of(Ours));

    [Theory]
    [InlineData(
        WindowMistake.MovesBeforeTheCheck, "A_forged_packet_does_not_move_the_window")]
    [InlineData(WindowMistake.KeepsNoBitmap, "No_packet_is_accepted_twice")]
    [InlineData(WindowMistake.TakesWhatIsOld, "A_packet_left_of_the_window_is_refused")]
    [InlineData(WindowMistake.KeepsHighBits, "The_high_order_bits_are_inferred")]
    [InlineData(WindowMistake.IsOneTooSmall, "A_new_packet_is_accepted")]
    public void A_mistake_is_caught_by_the_property_that_should(
        WindowMistake mistake, string property) => Biting.Catches(
            ReplayConformance.Of(settings => Foreign(settings, mistake)), property);

    private static Subject<ReplayTold, ReplaySaid> Ours(ReplaySettings settings)
    {
        var window = new Window(settings.Size, settings.IsExtended);
        return Answering(packet =>
            window.Check(new SequenceNumber(packet.Sequence), out var number) == ReplayVerdict.New
            && packet.Check.Holds(number) && window.Accept(number) == ReplayVerdict.New);
    }

    /// <summary>As somebody else writes it: a set of numbers, thrown away behind the window.
    /// </summary>
    private static Subject<ReplayTold, ReplaySaid> Foreign(
        ReplaySettings settings, WindowMistake mistake)
    {
        var seen = new HashSet<ulong> { 0 };
        var top = 0ul;
        var size = (ulong)settings.Size - (mistake == WindowMistake.IsOneTooSmall ? 1u : 0);
        return Answering(packet =>
        {
            var number = Extend(packet.Sequence);
            var isOld = number + size <= top && mistake != WindowMistake.TakesWhatIsOld;
            if (isOld || (seen.Contains(number) && mistake != WindowMistake.KeepsNoBitmap))
            {
                return false;
            }

            var holds = packet.Check.Holds(number);
            if (holds || mistake == WindowMistake.MovesBeforeTheCheck)
            {
                top = Math.Max(top, number);
            }

            return holds && (seen.Add(number) || mistake == WindowMistake.KeepsNoBitmap);
        });

        // The number with these low bits that lies closest to the window.
        ulong Extend(uint low)
        {
            var high = top & ~0xFFFF_FFFFul;
            if (!settings.IsExtended || mistake == WindowMistake.KeepsHighBits)
            {
                return high | low;
            }

            var same = high | low;
            return same + size > top ? (same > top && same - top > 1ul << 31 && high > 0
                ? Older(same) : same) : same + (1ul << 32);
        }

        ulong Older(ulong same)
        {
            var older = same - (1ul << 32);
            return older + size > top ? older : same;
        }
    }

    private static Subject<ReplayTold, ReplaySaid> Answering(
        Func<ReplayTold.Packet, bool> accepts) => new(
            (_, told) => told is ReplayTold.Packet packet
                ? [accepts(packet) ? ReplaySaid.Accepted : ReplaySaid.Dropped]
                : [],
            static () => null);
}
