using Holdfast.Testing.Draws;
using Holdfast.Testing.Histories;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Dpd.DpdSettings,
    Holdfast.Testing.Conformance.Dpd.DpdTold,
    Holdfast.Testing.Conformance.Dpd.DpdSaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.Dpd.DpdTold,
    Holdfast.Testing.Conformance.Dpd.DpdSaid>;

namespace Holdfast.Testing.Conformance.Dpd;

/// <summary>Dead Peer Detection, RFC 3706: what any implementation must keep.</summary>
public static class DpdConformance
{
    /// <summary>The properties, for an implementation.</summary>
    /// <param name="make">Makes it anew for each case, as it is set; nothing was heard yet but the
    /// agreement itself, at the beginning.</param>
    public static ConformanceSuite Of(Func<DpdSettings, Subject<DpdTold, DpdSaid>> make) =>
        new Stage<DpdSettings, DpdTold, DpdSaid>
        {
            Name = "DPD",
            Make = make,
            Config = static choices => new(
                TimeSpan.FromSeconds(choices.Of([10, 3, 30])),
                TimeSpan.FromSeconds(choices.Of([2, 1, 5])), choices.Of([3, 1, 2, 5])),
            Letters = 11,
            Letter = Letter,
            Gaps = static settings =>
            [
                TimeSpan.FromSeconds(1), settings.RetryAfter, settings.WorryAfter,
                settings.WorryAfter + settings.RetryAfter,
                settings.WorryAfter + settings.DeathAfterFirstQuery + TimeSpan.FromSeconds(1),
            ],
            Tick = new DpdTold.Tick(),
            IsTimed = true,
        }.Suite(
            new(
                "A_live_peer_is_never_declared_dead", "RFC 3706 §5.4", "I16", LiveButDead),
            new(
                "A_silent_peer_is_declared_dead_in_time", "RFC 3706 §5.4", "I17", LateDeath),
            new(
                "An_answer_with_another_number_proves_nothing", "RFC 3706 §6.1", "I18",
                game => OnlyBy(game, static told => told is DpdTold.Answer)),
            new(
                "An_unprotected_answer_proves_nothing", "RFC 3706 §5.2", "I18",
                game => OnlyBy(game, static told => told is DpdTold.UnprotectedAnswer)),
            new("Nobody_is_asked_before_the_worry_period", "RFC 3706 §5.5", "", EarlyQuery),
            new("A_question_is_answered_with_its_number", "RFC 3706 §5.2", "", WrongAnswer),
            new("An_old_question_is_not_answered", "RFC 3706 §6.2", "", AnsweredOld)
            {
                Scenes = [Old],
            },
            new("A_number_that_was_answered_is_not_used_again", "RFC 3706 §6.2", "", UsedTwice),
            new("Each_number_is_one_above_the_one_before", "RFC 3706 §6.2", "", OutOfStep),
            new("The_first_number_has_its_high_bit_clear", "RFC 3706 §6.2", "", HighFirst),
            new("A_query_waits_before_it_is_asked_again", "RFC 3706 §5.4", "", Hurried),
            new("Whoever_was_declared_dead_stays_dead", "RFC 3706 §5.4", "I16", Revived));

    private static DpdTold? Letter(
        DpdSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var asked = lines.SelectMany(line => line.Said).OfType<DpdSaid.Ask>()
            .Select(ask => (uint?)ask.Number).LastOrDefault();
        uint? heard = Questions(lines) is [.., var highest] ? highest : null;
        return letter switch
        {
            0 => new DpdTold.Wanted(),
            1 => new DpdTold.Heard(),
            2 => asked is { } right ? new DpdTold.Answer(right) : null,
            3 => asked is { } other ? new DpdTold.Answer(unchecked(other + 7)) : null,
            4 => asked is { } old ? new DpdTold.Answer(unchecked(old - 1)) : null,
            5 => asked is { } bare ? new DpdTold.UnprotectedAnswer(bare) : null,
            6 => new DpdTold.Question(heard is { } last ? last + 1 : 100),
            7 => heard is { } again ? new DpdTold.Question(again) : null,
            8 => new DpdTold.Wanted(),
            9 => Questions(lines) is [var first, _, ..] ? new DpdTold.Question(first) : null,
            _ => Questions(lines) is [.., var before, _] ? new DpdTold.Question(before) : null,
        };
    }

    /// <summary>Two questions, and what came first once more.</summary>
    private static Beat[] Old { get; } =
    [
        new(Gap.None, TimeSpan.Zero, 6), new(Gap.Some, TimeSpan.FromSeconds(1), 6),
        new(Gap.Some, TimeSpan.FromSeconds(1), 9),
    ];

    /// <summary>The numbers that the peer has asked with, lowest first.</summary>
    private static uint[] Questions(IEnumerable<LogLine> lines) =>
    [
        .. lines.Select(line => line.Told).OfType<DpdTold.Question>()
            .Select(question => question.Number).Distinct().Order(),
    ];

    /// <summary>Whether a question comes once more though a later one came: it is replayed, and
    /// whatever window there is knows its number.</summary>
    private static bool IsReplayed(Game game, int at) =>
        game.Lines[at].Told is DpdTold.Question(var number)
        && Questions(game.Lines.Take(at)) is [.., var highest] && number < highest
        && Questions(game.Lines.Take(at)).Contains(number);

    // RFC 3706 §6.2: a number that does not fit is refused.
    private static string? AnsweredOld(Game game)
    {
        for (var at = 0; at < game.Lines.Count; at++)
        {
            var line = game.Lines[at];
            if (line.Said.OfType<DpdSaid.Dead>().Any())
            {
                break;
            }

            if (IsReplayed(game, at) && line.Said.OfType<DpdSaid.Acknowledge>().Any())
            {
                return $"R-U-THERE {((DpdTold.Question)line.Told).Number} came before "
                    + $"{Questions(game.Lines.Take(at))[^1]} did, and is answered again";
            }
        }

        return null;
    }

    /// <summary>Whether something proves life for certain.</summary>
    private static bool Proves(DpdTold told, uint? asked) => told switch
    {
        DpdTold.Heard => true,
        DpdTold.Answer(var number) => number == asked,
        DpdTold.Question or DpdTold.UnprotectedAnswer or DpdTold.Wanted or DpdTold.Tick => false,
    };

    /// <summary>Whether the answer to an open query may come too late to prove anything: whether
    /// that is right, other properties say.</summary>
    private static bool MayEndTheQuery(DpdTold told) =>
        told is DpdTold.Question or DpdTold.Answer or DpdTold.UnprotectedAnswer;

    private static string? LiveButDead(Game game)
    {
        var (asks, first, asked) = (0, TimeSpan.Zero, (uint?)null);
        foreach (var line in game.Lines)
        {
            if (Proves(line.Told, asked))
            {
                (asks, asked) = (0, null);
            }
            else if (MayEndTheQuery(line.Told))
            {
                asked = null;
            }

            foreach (var said in line.Said)
            {
                if (said is DpdSaid.Dead)
                {
                    return asks < game.Config.QueriesMax
                        || line.At < first + game.Config.DeathAfterFirstQuery
                        ? $"declared dead after {asks} unanswered queries"
                        : null;
                }

                if (said is DpdSaid.Ask(var number))
                {
                    first = asks == 0 ? line.At : first;
                    (asks, asked) = (asks + 1, number);
                }
            }
        }

        return null;
    }

    /// <summary>What should have come of silence; null: it has, or there was none. What answers
    /// no query proves nothing; whether what comes while one is open does, other properties say.
    /// </summary>
    private static string? LateDeath(Game game)
    {
        var (proof, asked, due) = (TimeSpan.Zero, (uint?)null, (TimeSpan?)null);
        for (var at = 0; at < game.Lines.Count; at++)
        {
            var line = game.Lines[at];
            if (due < line.At)
            {
                return Late(due.Value);
            }

            if (Proves(line.Told, asked))
            {
                (proof, due, asked) = (line.At, null, null);
            }
            else if ((line.Told is DpdTold.Question && !IsReplayed(game, at))
                || (asked is not null
                    && line.Told is DpdTold.Answer or DpdTold.UnprotectedAnswer))
            {
                // The answer that proves may come behind it still.
                (proof, due) = (line.At, null);
            }
            else if (line.Told is DpdTold.Wanted && due is null)
            {
                var worry = proof + game.Config.WorryAfter;
                due = (line.At > worry ? line.At : worry) + game.Config.DeathAfterFirstQuery;
            }

            foreach (var said in line.Said)
            {
                if (said is DpdSaid.Dead)
                {
                    return null;
                }

                asked = said is DpdSaid.Ask(var number) ? number : asked;
            }
        }

        return due < game.End ? Late(due.Value) : null;

        static string Late(TimeSpan due) =>
            $"silent, and not declared dead by {Instants.Text(due)}";
    }

    /// <summary>A query that is asked no more after a message that should not matter.</summary>
    private static string? OnlyBy(Game game, Func<DpdTold, bool> suspect)
    {
        var (asked, due, by) = ((uint?)null, TimeSpan.Zero, (DpdTold?)null);
        foreach (var line in game.Lines.Append(new(game.End, new DpdTold.Tick(), [])))
        {
            if (by is not null && line.At > due)
            {
                return $"{by} ended query {asked}, which is neither asked again nor given up";
            }

            if (line.Told is DpdTold.Heard or DpdTold.Question || Proves(line.Told, asked))
            {
                (asked, by) = (null, null);
            }
            else if (asked is not null && suspect(line.Told))
            {
                by = line.Told;
            }
            else if (line.Told is DpdTold.Answer or DpdTold.UnprotectedAnswer)
            {
                // Another property's.
                (asked, by) = (null, null);
            }

            foreach (var said in line.Said.Where(said => said is not DpdSaid.Acknowledge))
            {
                by = null;
                asked = said is DpdSaid.Ask(var number) ? number : null;
                due = line.At + game.Config.RetryAfter;
            }
        }

        return null;
    }

    private static string? EarlyQuery(Game game)
    {
        var (proof, asked) = (TimeSpan.Zero, (uint?)null);
        foreach (var line in game.Lines)
        {
            if (Proves(line.Told, asked))
            {
                (proof, asked) = (line.At, null);
            }
            else if (MayEndTheQuery(line.Told))
            {
                asked = null;
            }

            if (line.Said.OfType<DpdSaid.Ask>().FirstOrDefault() is { } ask)
            {
                if (line.At < proof + game.Config.WorryAfter)
                {
                    return $"asked {(line.At - proof).TotalSeconds:0.###} s after a proof of life";
                }

                asked = ask.Number;
            }
        }

        return null;
    }

    private static string? WrongAnswer(Game game)
    {
        uint? highest = null;
        foreach (var line in game.Lines)
        {
            var answers = line.Said.OfType<DpdSaid.Acknowledge>().ToArray();
            var question = line.Told as DpdTold.Question;
            if (answers.Any(answer => answer.Number != question?.Number))
            {
                return "acknowledged a number that nobody asked with";
            }

            if (question is not null && (highest is null || question.Number > highest))
            {
                highest = question.Number;
                if (answers.Length == 0)
                {
                    return $"R-U-THERE {question.Number} stays without an answer";
                }
            }

            if (line.Said.OfType<DpdSaid.Dead>().Any())
            {
                break;
            }
        }

        return null;
    }

    private static string? UsedTwice(Game game)
    {
        var answered = new HashSet<uint>();
        uint? asked = null;
        foreach (var line in game.Lines)
        {
            if (line.Told is DpdTold.Answer(var number) && number == asked)
            {
                answered.Add(number);
            }

            asked = MayEndTheQuery(line.Told) ? null : asked;
            foreach (var ask in line.Said.OfType<DpdSaid.Ask>())
            {
                if (answered.Contains(ask.Number))
                {
                    return $"asks again with {ask.Number}, which was answered";
                }

                asked = ask.Number;
            }
        }

        return null;
    }

    private static string? OutOfStep(Game game)
    {
        var numbers = game.Lines.SelectMany(line => line.Said).OfType<DpdSaid.Ask>()
            .Select(ask => ask.Number).ToArray();
        for (var at = 1; at < numbers.Length; at++)
        {
            if (unchecked(numbers[at] - numbers[at - 1]) > 1)
            {
                return $"asks with {numbers[at]} after {numbers[at - 1]}";
            }
        }

        return null;
    }

    private static string? HighFirst(Game game) =>
        game.Lines.SelectMany(line => line.Said).OfType<DpdSaid.Ask>().FirstOrDefault()
            is { Number: > int.MaxValue and var number }
            ? $"the first number is {number}"
            : null;

    private static string? Hurried(Game game)
    {
        var (last, asked) = (TimeSpan.Zero, (uint?)null);
        foreach (var line in game.Lines)
        {
            asked = Proves(line.Told, asked) || MayEndTheQuery(line.Told) ? null : asked;
            foreach (var ask in line.Said.OfType<DpdSaid.Ask>())
            {
                if (asked is not null && line.At < last + game.Config.RetryAfter)
                {
                    return $"asked again {(line.At - last).TotalSeconds:0.###} s after a query";
                }

                (last, asked) = (line.At, ask.Number);
            }
        }

        return null;
    }

    private static string? Revived(Game game) =>
        game.Lines.SelectMany(line => line.Said)
            .SkipWhile(said => said is not DpdSaid.Dead).Skip(1)
            .FirstOrDefault(said => said is DpdSaid.Ask or DpdSaid.Dead) is { } said
            ? $"the peer is dead, and then: {said}"
            : null;
}
