using Holdfast.Protocol.AntiReplay;

namespace Holdfast.Tests.Properties.AntiReplay;

/// <summary>
/// The oracle: RFC 4303 §3.4.3 with a set of all numbers ever accepted, and appendix A2 as it is
/// told there, with the two halves of T and the two cases.
/// </summary>
internal sealed class NaiveWindow(int size, bool extended, ulong floor)
{
    private readonly HashSet<ulong> _accepted = [];

    public ulong Right => _accepted.Count == 0 ? floor : Math.Max(floor, _accepted.Max());

    public ReplayVerdict Check(ulong number)
    {
        if (number > Right)
        {
            return ReplayVerdict.New;
        }

        if (Right - number >= (ulong)size)
        {
            return ReplayVerdict.TooOld;
        }

        return number <= floor || _accepted.Contains(number)
            ? ReplayVerdict.Duplicate
            : ReplayVerdict.New;
    }

    public void Accept(ulong number) => _accepted.Add(number);

    /// <summary>Appendix A2.2; null: no number has these low bits.</summary>
    public ulong? Extend(uint low)
    {
        if (!extended)
        {
            return low;
        }

        var rightLow = (uint)Right;
        long high = (uint)(Right >> 32);
        var window = (uint)size;
        if (rightLow >= window - 1)
        {
            // Case A: the window lies in one subspace.
            high += low >= rightLow - window + 1 ? 0 : 1;
        }
        else
        {
            // Case B: it spans two; the left edge lies in the one before.
            high += low >= unchecked(rightLow - window + 1) ? -1 : 0;
        }

        return high is < 0 or > uint.MaxValue ? null : ((ulong)high << 32) | low;
    }
}
