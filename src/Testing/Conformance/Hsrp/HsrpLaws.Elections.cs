using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Hsrp.HsrpSettings,
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;
using Phase = Holdfast.StateMachines.Hsrp.HsrpGroup.Phase;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <content>Who gives way to whom, and who resigns.</content>
internal static partial class HsrpLaws
{
    /// <summary>While it is active an equal one speaks: with a higher address it wins.</summary>
    private static string? EqualsMixedUp(Game game) =>
        AfterIts(
            game, beat => IsOfAnEqual(game, beat, isAbove: true),
            static next => next == Phase.Active ? "it goes on as the active router" : null)
        ?? AfterIts(
            game, beat => IsOfAnEqual(game, beat, isAbove: false),
            static next => next == Phase.Active ? null : "it gives its reign away")
        ?? (Walk(game).Any(beat => beat.Own == Phase.Active && beat.Heard is { } words
                && Is(words, HsrpOpcode.Hello) && IsOfAnEqual(game, beat, isAbove: false)
                && !beat.Sent.Any(sent => Is(sent, HsrpOpcode.Coup)))
            ? "an equal router with a lower address is active too, and there is no Coup"
            : null);

    private static bool IsOfAnEqual(Game game, Beat beat, bool isAbove) =>
        beat is { Told: HsrpTold.Datagram(var source, _), Heard: { State: Phase.Active } words }
        && !Is(words, HsrpOpcode.Resign) && IsTaken(game, words)
        && words.Priority == game.Config.Priority && (source > game.Config.Address) == isAbove;

    private static string? NoResignAtACoup(Game game) => AfterIts(
        game,
        beat => Is(beat.Heard, HsrpOpcode.Coup) && IsTaken(game, beat.Heard)
            && IsHigher(game, beat.Heard!)
            && !beat.Sent.Any(sent => Is(sent, HsrpOpcode.Resign)),
        static next => next == Phase.Active ? null : "its reign ends without a Resign");

    /// <summary>A Resign that neither the end of the group nor a Coup asks for.</summary>
    private static string? ResignsBeside(Game game)
    {
        foreach (var beat in Walk(game).Where(beat =>
            beat.Sent.Any(sent => Is(sent, HsrpOpcode.Resign))))
        {
            if (beat.Told is HsrpTold.Disable
                ? beat.Own is Phase.Speak or Phase.Standby
                : !Is(beat.Heard, HsrpOpcode.Coup) || beat.Own is Phase.Speak or Phase.Standby)
            {
                return $"there is no Resign at this, at {Instants.Text(beat.At)}: {beat.Told}"
                    + (beat.Own is { } own ? $" in {own}" : "");
            }
        }

        return null;
    }

    /// <summary>The RFC does not say whether the state is the one before or behind the event.
    /// </summary>
    private static string? ResignOfNoState(Game game)
    {
        foreach (var beat in Walk(game))
        {
            var behind = beat.Told is HsrpTold.Disable ? Phase.Initial : Phase.Speak;
            if (beat.Own == Phase.Active
                && beat.Sent.FirstOrDefault(sent => Is(sent, HsrpOpcode.Resign)
                    && sent?.State is { } state && state != Phase.Active && state != behind)
                    is { } resign)
            {
                return $"a Resign of {resign.State}, where it was Active and is {behind}";
            }
        }

        return null;
    }

    /// <summary>Behind f and k it listens until a timer expires.</summary>
    private static string? StaysInTheElection(Game game)
    {
        var beats = Walk(game);
        for (var at = 0; at < beats.Count; at++)
        {
            var (beat, from) = (beats[at], beats[at].At);
            if (beat.Own is not (Phase.Speak or Phase.Standby)
                || !Is(beat.Heard, HsrpOpcode.Hello) || !IsTaken(game, beat.Heard)
                || beat.Heard is not { State: Phase.Speak or Phase.Standby } words
                || !IsHigher(game, words))
            {
                continue;
            }

            var until = from + Shorter(game, words);
            var silent = HeardActive(game, beats, at)?.Until ?? from;
            foreach (var next in beats.Skip(at).TakeWhile(
                (next, i) => (i == 0 || next.IsQuiet) && next.At < until))
            {
                if (next.Sent.FirstOrDefault(sent => Is(sent, HsrpOpcode.Hello)
                    && (sent!.State is Phase.Standby or Phase.Active
                        || (next.At < silent && sent.State == Phase.Speak))) is { } said)
                {
                    return $"it says {said.State} at {Instants.Text(next.At)}, after {beat.Told} "
                        + $"at {Instants.Text(from)}";
                }
            }
        }

        return null;
    }

    /// <summary>Nothing comes of a Hello of Speak from a lower router, and of a Coup where it does
    /// not reign.</summary>
    private static string? HeldBack(Game game)
    {
        var beats = Walk(game);
        for (var at = 0; at < beats.Count; at++)
        {
            var beat = beats[at];
            if (beat.Own is not (Phase.Speak or Phase.Standby) || !IsTaken(game, beat.Heard)
                || !(Is(beat.Heard, HsrpOpcode.Coup)
                    || (Is(beat.Heard, HsrpOpcode.Hello) && beat.Heard!.State == Phase.Speak
                        && IsLower(game, beat.Heard))))
            {
                continue;
            }

            // Whether its Hellos come in time is another property's.
            var due = beat.At + game.Config.HoldTime;
            var rest = beats.Skip(at).TakeWhile((next, i) => i == 0 || next.IsQuiet).ToList();
            var next = rest.SelectMany(one => one.Sent, (one, said) => (one.At, Said: said))
                .FirstOrDefault(one => Is(one.Said, HsrpOpcode.Hello));
            if (next.Said is null
                ? EndOf(game, beats, at + rest.Count) > due
                : next.At > due || (beat.Own == Phase.Standby && next.Said.State == Phase.Speak))
            {
                return $"it was {beat.Own}, and "
                    + (next.Said is null ? "is silent" : $"says {next.Said.State}")
                    + $" at {Instants.Text(next.Said is null ? due : next.At)}, after {beat.Told} "
                    + $"at {Instants.Text(beat.At)}";
            }
        }

        return null;
    }

    private static string? TakesOverFromALivingOne(Game game)
    {
        var beats = Walk(game);
        for (var at = 0; at < beats.Count; at++)
        {
            if (beats[at] is { Own: Phase.Standby, Told: HsrpTold.Datagram(var source, _) } beat
                && Is(beat.Heard, HsrpOpcode.Resign) && IsTaken(game, beat.Heard)
                && beat.Heard!.State != Phase.Active
                && HeardActive(game, beats, at) is { } active
                && beat.At < active.Until && source != active.Source
                && beat.Sent.Any(sent => sent?.State == Phase.Active))
            {
                return $"{source} resigns, and it takes the place of {active.Source}";
            }
        }

        return null;
    }

    /// <summary>Who was heard last as the active router, and how long that is good at least; null:
    /// nobody, or it may have resigned.</summary>
    private static (HostAddress Source, TimeSpan Until)? HeardActive(
        Game game, List<Beat> beats, int before)
    {
        for (var at = before - 1; at >= 0; at--)
        {
            switch (beats[at].Told)
            {
                case HsrpTold.Enable or HsrpTold.Disable:
                    return null;
                case HsrpTold.Datagram(var source, _) when beats[at].Heard is { } words
                    && IsTaken(game, words):
                    if (Is(words, HsrpOpcode.Hello) && words.State == Phase.Active)
                    {
                        return (source, beats[at].At + Shorter(game, words));
                    }

                    if (Is(words, HsrpOpcode.Resign) && HeardActive(game, beats, at) is { } active
                        && active.Source == source)
                    {
                        return null;
                    }

                    break;
                case HsrpTold.Datagram or HsrpTold.Tick:
                    break;
            }
        }

        return null;
    }

    private static bool Is(HsrpWords? words, HsrpOpcode opcode) => words?.Opcode == opcode;
}
