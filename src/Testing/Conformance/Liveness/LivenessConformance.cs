using Holdfast.Codec;
using Holdfast.Testing.Draws;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Liveness.LivenessSettings,
    Holdfast.Testing.Conformance.Liveness.LivenessTold,
    Holdfast.Testing.Conformance.Liveness.LivenessSaid>;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.Liveness.LivenessTold,
    Holdfast.Testing.Conformance.Liveness.LivenessSaid>;

namespace Holdfast.Testing.Conformance.Liveness;

/// <summary>The liveness check of IKEv2, RFC 7296 §2.4: what any implementation must keep.
/// </summary>
public static class LivenessConformance
{
    /// <summary>The properties, for an implementation.</summary>
    /// <param name="make">Makes it anew for each case; the SA was established at the beginning.
    /// </param>
    public static ConformanceSuite Of(
        Func<LivenessSettings, Subject<LivenessTold, LivenessSaid>> make) =>
        new Stage<LivenessSettings, LivenessTold, LivenessSaid>
        {
            Name = "IKEv2 liveness",
            Make = make,
            Config = static choices => new(
                TimeSpan.FromSeconds(choices.Of([10, 30])),
                TimeSpan.FromSeconds(choices.Of([1, 2])), choices.Of([3, 2, 4])),
            Letters = 14,
            Letter = Letter,
            Gaps = static settings =>
            [
                TimeSpan.FromSeconds(1), settings.RetryAfter, settings.IdleAfter,
                settings.IdleAfter + settings.RetryAfter,
                settings.IdleAfter + settings.FailureAfterFirstSend + TimeSpan.FromSeconds(1),
            ],
            Tick = new LivenessTold.Tick(),
            IsTimed = true,
        }.Suite(
            new("A_live_peer_never_fails", "RFC 7296 §2.4", "I16", LiveButFailed),
            new(
                "A_silent_peer_fails_in_time", "RFC 7296 §2.4", "I17", Late),
            new(
                "A_hint_proves_neither_life_nor_death", "RFC 7296 §2.4", "I18",
                static game => DeadByHint(game)
                    ?? OnlyBy(game, static told => told is LivenessTold.Hint)),
            new(
                "A_response_to_another_request_answers_nothing", "RFC 7296 §2.1", "I18",
                static game => OnlyBy(game, static told => told is LivenessTold.Response)),
            new("A_repetition_is_the_same_message", "RFC 7296 §2.1", "I6", OtherOctets),
            new("Waits_grow", "RFC 7296 §2.4", "", ShorterWait),
            new("One_request_is_open_at_a_time", "RFC 7296 §2.3", "", TwoOpen),
            new("Nobody_is_asked_while_something_was_heard", "RFC 7296 §2.4", "", EarlyCheck),
            new("Each_check_takes_the_next_message_ID", "RFC 7296 §2.2", "", OutOfStep),
            new("Who_has_failed_stays_so", "RFC 7296 §2.4", "I16", Revived));

    private static LivenessTold? Letter(
        LivenessSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var open = lines.SelectMany(line => line.Said).OfType<LivenessSaid.Send>()
            .Select(send => (uint?)send.MessageId).LastOrDefault();
        return (letter < 13 ? letter % 5 : 5) switch
        {
            0 => new LivenessTold.Heard(),
            1 => open is { } right ? new LivenessTold.Response(right) : null,
            2 => open is { } wrong ? new LivenessTold.Response(wrong + 1) : null,
            3 => open > 0 ? new LivenessTold.Response(open.Value - 1) : null,
            4 => new LivenessTold.Hint(),
            _ => new LivenessTold.InitialContact(),
        };
    }

    /// <summary>The sends of the request that is open after each line.</summary>
    private static IEnumerable<(LogLine Line, uint? Before, uint? Open, List<TimeSpan> Sends)>
        Walk(Game game)
    {
        uint? open = null;
        var sends = new List<TimeSpan>();
        foreach (var line in game.Lines)
        {
            var before = open;
            if (line.Told is LivenessTold.Response(var id) && id == open)
            {
                (open, sends) = (null, []);
            }

            foreach (var send in line.Said.OfType<LivenessSaid.Send>())
            {
                sends = send.MessageId == open ? sends : [];
                open = send.MessageId;
                sends.Add(line.At);
            }

            yield return (line, before, open, sends);
        }
    }

    private static bool IsFailed(LogLine line) => line.Said.OfType<LivenessSaid.Failed>().Any();

    private static string? LiveButFailed(Game game)
    {
        foreach (var (line, _, _, sends) in Walk(game))
        {
            if (!IsFailed(line))
            {
                continue;
            }

            return line.Told is LivenessTold.InitialContact or LivenessTold.Hint
                || (sends.Count >= game.Config.SendsMax
                    && line.At >= sends[0] + game.Config.FailureAfterFirstSend)
                ? null
                : $"failed after {sends.Count} sends without a response";
        }

        return null;
    }

    /// <summary>What should have come of silence; null: it has, or there was none. What answers
    /// no request proves nothing; whether what comes while one is open does, other properties say.
    /// </summary>
    private static string? Late(Game game)
    {
        var (proof, open, first) = (TimeSpan.Zero, (uint?)null, (TimeSpan?)null);
        foreach (var line in game.Lines)
        {
            if (Due() is { } due && due < line.At)
            {
                return Text(due);
            }

            var isAnswer = line.Told is LivenessTold.Response(var id) && id == open;
            if (isAnswer || (open is not null
                && line.Told is LivenessTold.Response or LivenessTold.Hint))
            {
                (proof, open, first) = (line.At, null, null);
            }
            else if (line.Told is LivenessTold.Heard
                || line.Told is LivenessTold.InitialContact)
            {
                proof = line.At;
            }

            foreach (var said in line.Said)
            {
                if (said is LivenessSaid.Failed)
                {
                    return null;
                }

                if (said is LivenessSaid.Send(var sent, _))
                {
                    first = sent == open ? first : line.At;
                    open = sent;
                }
            }
        }

        return Due() is { } end && end < game.End ? Text(end) : null;

        TimeSpan? Due() => (first ?? proof + game.Config.IdleAfter)
            + game.Config.FailureAfterFirstSend;

        string Text(TimeSpan due) =>
            $"silent since {Instants.Text(proof)}, "
            + (first is { } at ? $"asked since {Instants.Text(at)}" : "never asked")
            + $", and not failed by {Instants.Text(due)}";
    }

    /// <summary>A request that is sent no more after a message that should not matter.</summary>
    private static string? OnlyBy(Game game, Func<LivenessTold, bool> suspect)
    {
        var (due, by, isOthers) = (TimeSpan.Zero, (LivenessTold?)null, false);
        foreach (var (line, before, _, sends) in Walk(game))
        {
            if (by is not null && line.At > due)
            {
                return $"{by} ended request {before}, which is neither sent again nor given up";
            }

            if (IsFailed(line))
            {
                return null;
            }

            var isAnswer = line.Told is LivenessTold.Response(var id) && id == before;
            if (isAnswer || line.Said.Count > 0)
            {
                (by, isOthers) = (null, false);
            }
            else if (before is not null && sends.Count > 0)
            {
                due = sends.Count < game.Config.SendsMax
                    ? sends[^1] + (game.Config.RetryAfter * (1 << (sends.Count - 1)))
                    : sends[0] + game.Config.FailureAfterFirstSend;

                // What is late already, or was ended by something else, is another property's.
                isOthers |= line.At > due || (!suspect(line.Told)
                    && line.Told is LivenessTold.Hint or LivenessTold.Response);
                by = isOthers ? null : suspect(line.Told) ? line.Told : by;
            }
        }

        return null;
    }

    private static string? DeadByHint(Game game) =>
        game.Lines.Any(line => IsFailed(line) && line.Told is LivenessTold.Hint)
            ? "failed by a hint that anybody can send"
            : null;

    private static string? OtherOctets(Game game)
    {
        var sent = new Dictionary<uint, Octets>();
        foreach (var send in game.Lines.SelectMany(line => line.Said).OfType<LivenessSaid.Send>())
        {
            if (sent.TryGetValue(send.MessageId, out var before) && before != send.Message)
            {
                return $"request {send.MessageId} is sent again in other octets";
            }

            sent[send.MessageId] = send.Message;
        }

        return null;
    }

    private static string? ShorterWait(Game game)
    {
        foreach (var (_, _, open, sends) in Walk(game))
        {
            for (var at = 2; at < sends.Count; at++)
            {
                if (sends[at] - sends[at - 1] <= sends[at - 1] - sends[at - 2])
                {
                    return $"request {open}: wait {at} is no longer than the one before";
                }
            }
        }

        return null;
    }

    /// <summary>A second request while nothing was heard that could have ended the first one: what
    /// must not end it, other properties say.</summary>
    private static string? TwoOpen(Game game)
    {
        var mayBeOver = true;
        foreach (var (line, before, open, _) in Walk(game))
        {
            mayBeOver |= line.Told is LivenessTold.Response or LivenessTold.Hint;
            if (open is null || open == before)
            {
                continue;
            }

            if (before is not null && !mayBeOver)
            {
                return $"request {open} is sent while {before} has no response";
            }

            mayBeOver = false;
        }

        return null;
    }

    // A hint is a reason to ask at once; that it ends no request, nor does a response to another
    // one, is what other properties say.
    private static string? EarlyCheck(Game game)
    {
        var (proof, isMoot) = (TimeSpan.Zero, false);
        foreach (var (line, before, _, _) in Walk(game).TakeWhile(at => !IsFailed(at.Line)))
        {
            if (line.Told is LivenessTold.Heard or LivenessTold.InitialContact
                || (line.Told is LivenessTold.Response(var id) && id == before))
            {
                proof = line.At;
            }

            isMoot |= line.Told is LivenessTold.Hint
                || (line.Told is LivenessTold.Response(var of) && before is { } open && of != open);
            if (before is not null || !line.Said.OfType<LivenessSaid.Send>().Any())
            {
                continue;
            }

            if (!isMoot && line.At < proof + game.Config.IdleAfter)
            {
                return $"asked {(line.At - proof).TotalSeconds:0.###} s after a proof of life";
            }

            isMoot = false;
        }

        return null;
    }

    private static string? OutOfStep(Game game)
    {
        uint? last = null;
        foreach (var (line, before, _, _) in Walk(game).TakeWhile(at => !IsFailed(at.Line)))
        {
            foreach (var send in line.Said.OfType<LivenessSaid.Send>())
            {
                var isNew = before is null
                    || (line.Told is LivenessTold.Response(var of) && of == before);
                if (isNew && last is { } id && send.MessageId != id + 1)
                {
                    return $"the request behind {id}, which was answered, is {send.MessageId}";
                }

                last = send.MessageId;
            }
        }

        return null;
    }

    private static string? Revived(Game game) =>
        game.Lines.SelectMany(line => line.Said)
            .SkipWhile(said => said is not LivenessSaid.Failed).Skip(1)
            .FirstOrDefault() is { } said
            ? $"the peer has failed, and then: {said}"
            : null;
}
