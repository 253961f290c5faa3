namespace Holdfast.Cli.Decryption;

/// <summary>
/// Finds the high half of sequence numbers (RFC 4303 §2.2.1), which no packet tells: from the
/// packets before where there are some, else by trying.
/// </summary>
/// <param name="isExtended">Whether numbers have 64 bits; null: that is to be found too.</param>
/// <param name="first">The high half at the first packet; null: not known.</param>
internal sealed class ExtendedNumbers(bool? isExtended, uint? first)
{
    // A capture that begins later in the life of an SA is told by sequence_high.
    private const uint MostTried = 16;

    // So many packets in a row that fit nothing cost all tries; behind them each so many-th does,
    // so that forged packets in front do not hide the ones that fit.
    private const int MostRefused = 64;

    private bool? _isExtended = isExtended;
    private ulong? _top;
    private int _refused;

    /// <summary>High halves to try, the likeliest first; null: the number has 32 bits.</summary>
    /// <param name="low">The number as sent.</param>
    public IEnumerable<uint?> Candidates(uint low)
    {
        if (_isExtended is not true)
        {
            yield return null;
        }

        if (_isExtended is false)
        {
            yield break;
        }

        if (_top is { } top)
        {
            // RFC 4303 appendix A: the number nearest to the highest one.
            var nearest = Nearest(top, low);
            yield return nearest;
            if (TriesAll)
            {
                yield return nearest + 1;
                yield return nearest - 1;
            }
        }
        else if (first is { } told)
        {
            yield return told;
        }
        else if (TriesAll)
        {
            for (var high = 0u; high < MostTried; high++)
            {
                yield return high;
            }
        }
        else
        {
            yield return 0;
        }
    }

    /// <summary>A number's ICV was good.</summary>
    public void Accept(uint low, uint? high)
    {
        _refused = 0;
        _isExtended = high is not null;
        var number = ((ulong)(high ?? 0) << 32) | low;
        _top = Math.Max(_top ?? 0, number);
    }

    /// <summary>No candidate's ICV was good.</summary>
    public void Refuse() => _refused++;

    private bool TriesAll => _refused < MostRefused || _refused % MostRefused == 0;

    private static uint Nearest(ulong top, uint low)
    {
        var high = (uint)(top >> 32);
        var ahead = (int)(low - (uint)top);
        return ahead >= 0 && low < (uint)top ? high + 1
            : ahead < 0 && low > (uint)top && high > 0 ? high - 1
            : high;
    }
}
