using System.Globalization;
using Holdfast.Gateway.Loading;

namespace Holdfast.Cli.Loading;

/// <summary>What should hold of a load, and does not.</summary>
internal static class LoadVerdict
{
    /// <summary>What does not hold, a line each.</summary>
    /// <param name="report">What was seen.</param>
    /// <param name="lostMost">How many questions may have no answer; null: any number.</param>
    /// <param name="silenceMost">For how long nobody may have one; null: for any time.</param>
    public static IEnumerable<string> Of(
        LoadReport report, ulong? lostMost, TimeSpan? silenceMost)
    {
        if (report.Stood < report.Peers)
        {
            yield return $"{report.Peers - report.Stood} of {report.Peers} tunnels do not stand"
                + (report.Failure is { } why ? $": {why}" : "");
        }

        if (report.Asked > 0 && report.Silent > 0)
        {
            yield return $"the last questions of {report.Silent} tunnels are not answered";
        }

        if (report.Twice > 0)
        {
            yield return $"{report.Twice} questions were answered twice";
        }

        if (report.Replayed > 0)
        {
            yield return $"{report.Replayed} packets have numbers that were used";
        }

        if (report.Lost > lostMost)
        {
            yield return $"{report.Lost} questions are lost, {lostMost} may be";
        }

        if (report.Silence > silenceMost)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"nobody had an answer for {report.Silence.TotalMilliseconds:0} ms, "
                    + $"{silenceMost.Value.TotalMilliseconds:0} ms may be");
        }
    }
}
