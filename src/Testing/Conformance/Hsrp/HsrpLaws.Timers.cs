using Holdfast.Protocol.Hsrp;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Hsrp.HsrpSettings,
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;
using Phase = Holdfast.StateMachines.Hsrp.HsrpGroup.Phase;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <content>How long Hellos are good, and how long it listens and speaks.</content>
internal static partial class HsrpLaws
{
    /// <summary>Since when it listens, and until when it does so for certain.</summary>
    private sealed record Ear(TimeSpan Since, TimeSpan ActiveUntil, TimeSpan StandbyUntil)
    {
        public TimeSpan Until => ActiveUntil < StandbyUntil ? ActiveUntil : StandbyUntil;
    }

    /// <summary>While it stands by, the active router says how long that is good.</summary>
    private static string? OtherHoldTime(Game game)
    {
        var beats = Walk(game);
        for (var at = 0; at < beats.Count; at++)
        {
            if (beats[at] is not { Own: Phase.Standby, Heard: { State: Phase.Active } words } beat
                || !Is(words, HsrpOpcode.Hello) || !IsTaken(game, words)
                || (game.Config.Preempts && !IsHigher(game, words)) || beat.Sent.Count > 0)
            {
                continue;
            }

            var until = beat.At + words.HoldTime;
            var rest = beats.Skip(at + 1).TakeWhile(next => next.IsQuiet).ToList();
            if (rest.Exists(next => next.Sent.Any(sent => sent is not { State: not null })))
            {
                // It cannot be read: another property's.
                continue;
            }

            var claim = rest.Find(next => next.Sent.Any(sent => sent?.State == Phase.Active));
            if (claim is not null
                ? claim.At != until
                : EndOf(game, beats, at + 1 + rest.Count) > until)
            {
                return $"{beat.Told} is good until {Instants.Text(until)}, and it takes over "
                    + (claim is null ? "no more" : $"at {Instants.Text(claim.At)}");
            }
        }

        return null;
    }

    /// <summary>A listener becomes a speaker at event l.</summary>
    private static string? HearsNoLowerStandby(Game game)
    {
        var beats = Walk(game);
        var ears = Listens(game, beats);
        for (var at = 0; at < beats.Count; at++)
        {
            if (ears[at] is null || !IsStandby(game, beats[at]) || !IsLower(game, beats[at].Heard!))
            {
                continue;
            }

            var due = beats[at].At + game.Config.HoldTime;
            var rest = beats.Skip(at).TakeWhile((next, i) => i == 0 || next.IsQuiet).ToList();
            if (!rest.Exists(next => next.At <= due && next.Sent.Count > 0)
                && EndOf(game, beats, at + rest.Count) > due)
            {
                return $"no Hello by {Instants.Text(due)}, after {beats[at].Told} at "
                    + Instants.Text(beats[at].At);
            }
        }

        return null;
    }

    private static string? SpeaksThoughItHears(Game game)
    {
        var beats = Walk(game);
        var ears = Listens(game, beats);
        for (var at = 0; at < beats.Count; at++)
        {
            if (ears[at] is { } ear && beats[at] is { IsQuiet: true } beat
                && beat.At >= ear.Since + game.Config.HoldTime
                && beat.Sent.FirstOrDefault(sent => Is(sent, HsrpOpcode.Hello)
                    && sent!.State is Phase.Speak or Phase.Standby or Phase.Active) is { } said)
            {
                return $"it says {said.State} at {Instants.Text(beat.At)}; the active router is "
                    + $"good until {Instants.Text(ear.ActiveUntil)}, the standby router until "
                    + Instants.Text(ear.StandbyUntil);
            }
        }

        return null;
    }

    /// <summary>Whoever begins to speak starts the Standby timer, and stands by when that expires.
    /// </summary>
    private static string? StandsByAtOnce(Game game)
    {
        TimeSpan? from = null;
        foreach (var beat in Walk(game))
        {
            if (beat.IsQuiet && from is { } first && beat.At < first + game.Config.HoldTime
                && beat.Sent.FirstOrDefault(sent => Is(sent, HsrpOpcode.Hello)
                    && sent!.State is Phase.Standby or Phase.Active) is { } said)
            {
                return $"it says {said.State} at {Instants.Text(beat.At)}, and may speak from "
                    + $"{Instants.Text(first)}, for a hold time";
            }

            from = beat.Told is HsrpTold.Enable ? beat.At + game.Config.HoldTime
                : beat.IsQuiet ? from
                : beat.Sent.Count == 0 && SpeaksFrom(game, beat) is { } earlier
                    ? earlier < from ? earlier : from
                : null;
        }

        return null;
    }

    /// <summary>Until when nothing happens that is told, before a beat.</summary>
    private static TimeSpan EndOf(Game game, List<Beat> beats, int next) =>
        next < beats.Count ? beats[next].At : game.End;

    /// <summary>The first instant at which what it hears may let it speak; null: that is not known.
    /// </summary>
    private static TimeSpan? SpeaksFrom(Game game, Beat beat) =>
        beat.Told is not HsrpTold.Datagram ? null
        : !IsTaken(game, beat.Heard) ? TimeSpan.MaxValue
        : Is(beat.Heard, HsrpOpcode.Resign) ? beat.At
        : beat.Heard!.State == Phase.Standby && !IsHigher(game, beat.Heard) ? null
        : beat.Heard.State == Phase.Active && game.Config.Preempts ? null
        : beat.At + Shorter(game, beat.Heard);

    private static bool IsStandby(Game game, Beat beat) =>
        beat.Heard is { State: Phase.Standby } words && Is(words, HsrpOpcode.Hello)
        && IsTaken(game, words);

    /// <summary>Before each of its beats, whether it listens for certain.</summary>
    private static List<Ear?> Listens(Game game, List<Beat> beats)
    {
        var ears = new List<Ear?>();
        Ear? ear = null;
        foreach (var beat in beats)
        {
            ear = beat.At < ear?.Until ? ear : null;
            ears.Add(ear);
            var hold = beat.At + game.Config.HoldTime;
            ear = beat.Told switch
            {
                HsrpTold.Enable => new(beat.At, hold, hold),
                HsrpTold.Disable => null,
                HsrpTold.Datagram when beat.Sent.Count > 0 => null,
                HsrpTold.Datagram when ear is not null => Hears(game, ear, beat),
                HsrpTold.Datagram or HsrpTold.Tick => ear,
            };
        }

        return ears;
    }

    private static Ear? Hears(Game game, Ear ear, Beat beat) =>
        beat.Heard is not { } words || !IsTaken(game, words) ? ear
        : Is(words, HsrpOpcode.Coup) ? ear
        : !Is(words, HsrpOpcode.Hello) ? null
        : words.State == Phase.Active
            ? IsHigher(game, words) || !game.Config.Preempts
                ? ear with { ActiveUntil = beat.At + Shorter(game, words) }
                : null
        : words.State == Phase.Standby
            ? IsHigher(game, words)
                ? ear with { StandbyUntil = beat.At + Shorter(game, words) }
                : null
        : ear;
}
