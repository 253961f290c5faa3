using Holdfast.Gateway.Loading;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Examples.Gateway.Loading;

/// <summary>What became of questions.</summary>
public sealed class AnswerLogs
{
    [Fact]
    public void Every_order_of_answers_is_counted_as_a_list_of_them_would_be()
    {
        // Three questions, and up to four answers, each to any of them or to none.
        for (var answers = 0; answers <= 4; answers++)
        {
            for (var history = 0; history < (int)Math.Pow(5, answers); history++)
            {
                var log = new AnswerLog();
                for (var question = 0; question < 3; question++)
                {
                    log.Ask(Instant.Zero);
                }

                List<ulong> seen = [];
                var (twice, reordered, strange) = (0UL, 0UL, 0UL);
                for (var (at, rest) = (0, history); at < answers; at++, rest /= 5)
                {
                    var number = (ulong)(rest % 5);
                    var isNew = number is >= 1 and <= 3 && !seen.Contains(number);
                    Assert.Equal(isNew, log.Answer(number, Instant.FromMilliseconds(at)));
                    strange += number is 0 or 4 ? 1u : 0u;
                    twice += seen.Contains(number) ? 1u : 0u;
                    if (isNew)
                    {
                        reordered += seen.Any(one => one > number) ? 1u : 0u;
                        seen.Add(number);
                    }
                }

                Assert.Equal(
                    ((ulong)seen.Count, 3 - (ulong)seen.Count, twice, reordered, strange),
                    (log.Answered, log.Lost, log.Twice, log.Reordered, log.Strange));
                Assert.Equal(seen.Contains(3), log.IsAnswered);
            }
        }
    }

    [Fact]
    public void The_longest_silence_is_between_two_answers_or_before_the_first()
    {
        var log = new AnswerLog();
        log.Ask(At(1_000));
        Assert.True(log.Answer(1, At(1_050)));
        Assert.Equal(50, log.Silence.TotalMilliseconds);
        log.Ask(At(1_100));
        log.Ask(At(1_200));
        Assert.True(log.Answer(3, At(1_210)));
        Assert.Equal(160, log.Silence.TotalMilliseconds);
        Assert.Equal(1UL, log.LostInSilence);
        Assert.True(log.Answer(2, At(1_220)));
        Assert.Equal(160, log.Silence.TotalMilliseconds);
        Assert.Equal(0UL, log.LostInSilence);
    }

    [Fact]
    public void What_is_lost_in_the_longest_silence_is_told_from_what_is_lost_beside_it()
    {
        var log = new AnswerLog();
        for (var number = 1UL; number <= 10; number++)
        {
            log.Ask(At((long)(1_000 * number)));
            if (number is not (3 or 6 or 7 or 10))
            {
                Assert.True(log.Answer(number, At((long)(1_000 * number) + 10)));
            }
        }

        Assert.Equal((3_000, 2UL), (log.Silence.TotalMilliseconds, log.LostInSilence));
        log.End(At(20_000));
        Assert.Equal(4UL, log.Lost);
        Assert.Equal((10_990, 1UL), (log.Silence.TotalMilliseconds, log.LostInSilence));
    }

    [Fact]
    public void Whoever_has_no_answer_in_the_end_was_silent_until_then()
    {
        var log = new AnswerLog();
        log.End(At(9_000));
        Assert.Equal(TimeSpan.Zero, log.Silence);
        log.Ask(At(1_000));
        log.End(At(3_000));
        Assert.Equal(2_000, log.Silence.TotalMilliseconds);
        Assert.Equal(1UL, log.LostInSilence);
        Assert.True(log.Answer(1, At(3_100)));
        Assert.Equal(2_100, log.Silence.TotalMilliseconds);
        log.End(At(9_000));
        Assert.Equal(2_100, log.Silence.TotalMilliseconds);
    }

    [Fact]
    public void What_is_answered_late_is_not_lost()
    {
        var log = new AnswerLog();
        for (var question = 0; question < 5_000; question++)
        {
            log.Ask(At(question));
        }

        Assert.True(log.Answer(5_000, At(5_001)));
        Assert.True(log.Answer(1, At(5_002)));
        Assert.False(log.Answer(1, At(5_003)));
        Assert.Equal((2UL, 1UL, 1UL, 4_998UL),
            (log.Answered, log.Twice, log.Reordered, log.Lost));
    }

    private static Instant At(long milliseconds) => Instant.FromMilliseconds(milliseconds);
}
