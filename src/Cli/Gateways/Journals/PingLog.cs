using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Cli.Gateways.Journals;

/// <summary>What <c>ping -D</c> of iputils wrote: who was answered when.</summary>
/// <param name="Answers">The answers, as they came.</param>
/// <param name="Sent">How many questions there were, from the first that was answered to the last.
/// </param>
/// <param name="Usual">How long it is from one answer to the next, mostly.</param>
internal sealed partial record PingLog(
    IReadOnlyList<DateTimeOffset> Answers, int Sent, TimeSpan Usual)
{
    /// <summary>Where nobody answered for more than twice as long as usual.</summary>
    public IReadOnlyList<Silence> Silences { get; } = [.. SilencesOf(Answers, Usual)];

    /// <summary>Reads one.</summary>
    /// <returns>The log; null: nobody answered in it, or it was made without -D.</returns>
    public static PingLog? Read(IEnumerable<string> lines)
    {
        // Numbers have 16 bits and begin again; answers come a little out of order, not by half.
        const int all = 1 << 16, half = 1 << 15;
        List<DateTimeOffset> answers = [];
        HashSet<long> numbers = [];
        var last = 0L;
        foreach (var line in lines)
        {
            var found = Answer().Match(line);
            if (found.Success
                && double.TryParse(
                    found.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var seconds)
                && seconds is > 0 and < 1e11
                && ushort.TryParse(
                    found.Groups[2].ValueSpan, CultureInfo.InvariantCulture, out var number))
            {
                var round = last - (last % all) + number;
                last = numbers.Count == 0 ? number
                    : round < last - half ? round + all
                    : round > last + half ? round - all : round;
                if (numbers.Add(last))
                {
                    answers.Add(DateTimeOffset.UnixEpoch.AddSeconds(seconds));
                }
            }
        }

        if (answers.Count == 0)
        {
            return null;
        }

        answers.Sort();
        var ways = answers.Zip(answers.Skip(1), (one, next) => next - one).Order().ToList();
        return new(
            answers, (int)Math.Min(int.MaxValue, numbers.Max() - numbers.Min() + 1),
            ways.Count == 0 ? TimeSpan.Zero : ways[ways.Count / 2]);
    }

    private static IEnumerable<Silence> SilencesOf(
        IReadOnlyList<DateTimeOffset> answers, TimeSpan usual)
    {
        for (var at = 1; at < answers.Count; at++)
        {
            var length = answers[at] - answers[at - 1];
            if (length > (2 * usual) + TimeSpan.FromMilliseconds(1))
            {
                yield return new(answers[at - 1], answers[at]);
            }
        }
    }

    [GeneratedRegex(@"^\[([0-9]+\.[0-9]+)\] .*icmp_seq=([0-9]+) ")]
    private static partial Regex Answer();
}

/// <summary>A time without an answer.</summary>
/// <param name="From">The last answer before.</param>
/// <param name="To">The first one behind.</param>
internal readonly record struct Silence(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>How long.</summary>
    public TimeSpan Length => To - From;
}
