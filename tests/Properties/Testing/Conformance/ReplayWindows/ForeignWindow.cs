using Holdfast.Testing.Conformance;
using Holdfast.Testing.Conformance.ReplayWindows;

namespace Holdfast.Tests.Properties.Testing.Conformance.ReplayWindows;

/// <summary>What somebody may get wrong.</summary>
public enum WindowMistake
{
    None,
    MovesBeforeTheCheck,
    MarksBeforeTheCheck,
    TakesForgedOnes,
    KeepsNoBitmap,
    TakesNumberZero,
    TakesWhatIsOld,
    KeepsHighBits,
    NeverGoesBack,
    OffByOneAcrossTheEdge,
    DropsZeroLowBits,
    HighHalfIsABit,
    IsOneTooSmall,
    TheLargeOneIsSmaller,
}

/// <summary>A replay window as somebody else writes it: a set of numbers, and the cases of RFC 4303
/// §A2.1 for the high half.</summary>
internal sealed class ForeignWindow(ReplaySettings settings, WindowMistake mistake)
{
    private readonly HashSet<ulong> _seen = [];
    private readonly uint _size = (uint)(mistake switch
    {
        WindowMistake.IsOneTooSmall => settings.Size - 1,
        WindowMistake.TheLargeOneIsSmaller when settings is { IsExtended: false, Size: >= 100 } =>
            settings.Size * 100 / 128,
        _ => settings.Size,
    });

    private ulong _top = settings.Floor;

    public static Subject<ReplayTold, ReplaySaid> Make(
        ReplaySettings settings, WindowMistake mistake) =>
        Answering(new ForeignWindow(settings, mistake).IsAccepted);

    /// <summary>A receiver that says one word to each packet.</summary>
    public static Subject<ReplayTold, ReplaySaid> Answering(
        Func<ReplayTold.Packet, bool> accepts) => new(
            (_, told) => told is ReplayTold.Packet packet
                ? [accepts(packet) ? ReplaySaid.Accepted : ReplaySaid.Dropped]
                : [],
            static () => null);

    private bool IsAccepted(ReplayTold.Packet packet)
    {
        if (HighHalf(packet.Sequence) is not { } high
            || (packet.Sequence == 0 && mistake == WindowMistake.DropsZeroLowBits))
        {
            return false;
        }

        var number = ((ulong)high << 32) | packet.Sequence;
        if (!IsNew(number))
        {
            return false;
        }

        if (number <= _top && mistake == WindowMistake.MarksBeforeTheCheck)
        {
            _seen.Add(number);
        }

        var holds = packet.Check.Holds(number);
        if (holds || mistake == WindowMistake.MovesBeforeTheCheck)
        {
            _top = Math.Max(_top, number);
        }

        if (holds)
        {
            _seen.Add(number);
        }

        return holds || (mistake == WindowMistake.TakesForgedOnes && !settings.IsExtended);
    }

    private bool IsNew(ulong number)
    {
        var isOld = number <= _top && _top - number >= _size;
        var isSeen = number <= settings.Floor || _seen.Contains(number);
        return number == 0
            ? mistake == WindowMistake.TakesNumberZero && !isOld && !_seen.Contains(number)
            : (!isOld || mistake == WindowMistake.TakesWhatIsOld)
                && (!isSeen || mistake == WindowMistake.KeepsNoBitmap);
    }

    /// <summary>The high half of a packet's number; null: it would lie outside of all numbers.
    /// </summary>
    private uint? HighHalf(uint low)
    {
        var (high, topLow) = ((uint)(_top >> 32), (uint)_top);
        if (!settings.IsExtended || mistake == WindowMistake.KeepsHighBits)
        {
            return high;
        }

        var left = unchecked(topLow - _size + 1);
        if (topLow >= _size - 1)
        {
            return low >= left ? high : After(high);
        }

        return low < left || (low == left && mistake == WindowMistake.OffByOneAcrossTheEdge)
            || mistake == WindowMistake.NeverGoesBack ? high : Before(high);
    }

    private uint? After(uint high) =>
        mistake == WindowMistake.HighHalfIsABit ? high ^ 1
        : high < uint.MaxValue ? high + 1
        : null;

    private uint? Before(uint high) =>
        mistake == WindowMistake.HighHalfIsABit ? high ^ 1
        : high > 0 ? high - 1
        : null;
}
