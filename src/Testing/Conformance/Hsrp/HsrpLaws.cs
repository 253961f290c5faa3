using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Hsrp.HsrpSettings,
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;
using HsrpLaw = Holdfast.Testing.Conformance.Law<
    Holdfast.Testing.Conformance.Hsrp.HsrpSettings,
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;
using Phase = Holdfast.StateMachines.Hsrp.HsrpGroup.Phase;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <summary>What any speaker of HSRP must keep, over what it was told and what it sent.</summary>
internal static partial class HsrpLaws
{
    public static HsrpLaw[] All(HsrpReading reading) =>
    [
        new("What_it_sends_is_what_it_is_set_to", "RFC 2281 §5.1", "", WrongMessage),
        new("Hellos_come_in_time", "RFC 2281 §5.4", "", LateHello),
        new(
            reading == HsrpReading.Repaired
                ? "Alone_it_becomes_active"
                : "Alone_it_comes_to_stand_by",
            "RFC 2281 §5.7", "I10", game => NeverActive(game, reading)),
        new("A_listener_is_silent", "RFC 2281 §5.3", "", Talks),
        new(
            "It_yields_to_a_higher_active_router", "RFC 2281 §5.7", "I9",
            game => KeepsOn(game, static words => words.Opcode == HsrpOpcode.Hello)),
        new(
            "It_yields_to_a_Coup_of_a_higher_router", "RFC 2281 §5.7", "I9",
            game => KeepsOn(game, static words => words.Opcode == HsrpOpcode.Coup)),
        new("It_answers_a_lower_active_router_with_a_Coup", "RFC 2281 §5.7", "I9", NoCoup),
        new("It_does_not_take_over_uninvited", "RFC 2281 §5.2", "", Uninvited),
        new("It_resigns_when_it_is_disabled", "RFC 2281 §5.7", "", NoResign),
        new("The_standby_router_takes_over_at_a_Resign", "RFC 2281 §5.7", "", NoTakeover),
        new(
            "A_message_with_another_password_changes_nothing", "RFC 2281 §5.1", "",
            game => GivesWay(
                game, (settings, words) => words?.Group == settings.Group
                    && words.Password != settings.Password)),
        new(
            "A_message_of_another_group_changes_nothing", "RFC 2281 §5.1", "",
            game => GivesWay(
                game, (settings, words) => words?.Group != settings.Group
                    && words?.Password == settings.Password)),
        .. OfTheTable,
    ];

    private static string? WrongMessage(Game game)
    {
        var set = game.Config;
        foreach (var octets in game.Lines.SelectMany(line => line.Said).Select(said => said.Octets))
        {
            if (HsrpWords.Refusal(set.Version, octets) is { } why)
            {
                return $"what it sends cannot be read: {why}";
            }

            var words = HsrpWords.Parse(set.Version, octets)!;
            foreach (var (field, said, wanted) in ((string, object, object)[])
                [
                    ("priority", words.Priority, (uint)set.Priority),
                    ("group", words.Group, set.Group),
                    ("virtual address", words.VirtualAddress, set.VirtualAddress),
                    ("password", $"\"{words.Password}\"", $"\"{set.Password}\""),
                    ("hello time", Seconds(words.HelloTime), Seconds(set.HelloTime)),
                    ("hold time", Seconds(words.HoldTime), Seconds(set.HoldTime)),
                ])
            {
                if (!said.Equals(wanted))
                {
                    return $"it says {field} {said}, and is set to {wanted}: {words}";
                }
            }
        }

        return null;

        static string Seconds(TimeSpan time) => time.TotalSeconds.ToString(
            "0.### s", System.Globalization.CultureInfo.InvariantCulture);
    }

    private static string? LateHello(Game game)
    {
        TimeSpan? due = null;
        foreach (var beat in Walk(game))
        {
            if (due < beat.At)
            {
                return Late(due.Value);
            }

            due = beat.IsQuiet ? due : null;
            if (beat.Sent.Count > 0)
            {
                due = beat.Sent[^1] is { Opcode: var opcode }
                    && opcode != HsrpOpcode.Resign
                        ? beat.At + game.Config.HelloTime
                        : null;
            }
        }

        return due < game.End ? Late(due.Value) : null;

        static string Late(TimeSpan due) => $"a Hello was due at {Instants.Text(due)}";
    }

    private static string? NeverActive(Game game, HsrpReading reading)
    {
        var beats = Walk(game);
        var last = beats.FindLastIndex(beat => !beat.IsQuiet);
        var isEnabled = beats.FindLast(beat => beat.Told is HsrpTold.Enable or HsrpTold.Disable)
            ?.Told is HsrpTold.Enable;
        var good = beats.Max(beat => beat.Heard?.HoldTime) ?? game.Config.HoldTime;
        var patience = (good > game.Config.HoldTime ? good : game.Config.HoldTime)
            + (game.Config.HoldTime * 2) + game.Config.HelloTime;
        if (!isEnabled || game.End < beats[last].At + patience)
        {
            return null;
        }

        var sent = beats.SelectMany(beat => beat.Sent).ToList();
        if (sent.Count > 0 && sent[^1] is not { State: not null })
        {
            // It cannot be read: another property's.
            return null;
        }

        var state = sent.Count > 0 ? sent[^1]?.State : null;
        return state == Phase.Active || (reading == HsrpReading.Literal && state == Phase.Standby)
            ? null
            : $"alone from {Instants.Text(beats[last].At)} to {Instants.Text(game.End)}, and "
                + (state is null ? "it says nothing" : $"it says {state} last");
    }

    private static string? Talks(Game game)
    {
        TimeSpan? silentUntil = TimeSpan.Zero;
        var isOff = true;
        foreach (var beat in Walk(game))
        {
            (isOff, silentUntil) = beat.Told switch
            {
                HsrpTold.Enable => (false, beat.At + game.Config.HoldTime),
                HsrpTold.Disable => (true, null),
                HsrpTold.Datagram => (isOff, null),
                _ => (isOff, silentUntil),
            };
            var hellos = beat.Sent.Where(words => words?.Opcode == HsrpOpcode.Hello).ToList();
            if (hellos.Find(words => words!.State is Phase.Initial or Phase.Learn or Phase.Listen)
                is { } listening)
            {
                return $"it sends a Hello in {listening.State}";
            }

            if (hellos.Count > 0 && (isOff || beat.At < silentUntil))
            {
                return isOff ? "it is off, and speaks" : "it speaks before it has listened";
            }
        }

        return null;
    }

    /// <summary>After a message that ends its reign it says Active all the same.</summary>
    private static string? KeepsOn(Game game, Func<HsrpWords, bool> which) => AfterIts(
        game,
        beat => beat.Heard is { State: Phase.Active } words && IsTaken(game, words)
            && IsHigher(game, words) && which(words),
        static next => next == Phase.Active ? "it goes on as the active router" : null);

    /// <summary>After a message that must not count it says something else than Active.</summary>
    private static string? GivesWay(Game game, Func<HsrpSettings, HsrpWords?, bool> which) =>
        AfterIts(
            game, beat => beat.Told is HsrpTold.Datagram && which(game.Config, beat.Heard),
            static next => next == Phase.Active ? null : "it gives its reign away");

    /// <summary>The next state that it tells after a message that reached it while active, nothing
    /// else having come between.</summary>
    private static string? AfterIts(
        Game game, Func<Beat, bool> which, Func<Phase?, string?> wrong)
    {
        var beats = Walk(game);
        for (var at = 0; at < beats.Count; at++)
        {
            if (beats[at].Own != Phase.Active || !which(beats[at]))
            {
                continue;
            }

            foreach (var beat in beats.Skip(at).TakeWhile(
                (beat, i) => i == 0 || beat.IsQuiet))
            {
                if (beat.At >= beats[at].At + game.Config.HoldTime)
                {
                    break;
                }

                if (beat.Sent.FirstOrDefault(words => words?.Opcode == HsrpOpcode.Hello)
                    is { } next)
                {
                    if (wrong(next.State) is { } why)
                    {
                        return $"{why}, after {beats[at].Told}";
                    }

                    break;
                }
            }
        }

        return null;
    }

    private static string? NoCoup(Game game) => Walk(game).Any(beat =>
        beat.Own == Phase.Active
        && beat.Heard is { Opcode: var opcode, State: Phase.Active } words
        && opcode == HsrpOpcode.Hello && IsTaken(game, words) && IsLower(game, words)
        && !beat.Sent.Any(sent => sent?.Opcode == HsrpOpcode.Coup))
            ? "a lower router is active too, and there is no Coup"
            : null;

    private static string? Uninvited(Game game)
    {
        if (game.Config.Preempts)
        {
            return null;
        }

        Phase? last = null;
        foreach (var beat in Walk(game))
        {
            if (beat.Heard is { State: Phase.Active } && last is not Phase.Active
                && beat.Sent.Any(sent => sent?.State == Phase.Active))
            {
                return "it takes over from an active router, and does not preempt";
            }

            last = beat.Sent.Count > 0 ? beat.Sent[^1]?.State : last;
        }

        return null;
    }

    private static string? NoResign(Game game) => Walk(game).Any(beat =>
        beat is { Own: Phase.Active, Told: HsrpTold.Disable }
        && !beat.Sent.Any(sent => sent?.Opcode == HsrpOpcode.Resign))
            ? "the active router goes without a Resign"
            : null;

    private static string? NoTakeover(Game game)
    {
        (HostAddress Source, TimeSpan Until)? active = null;
        foreach (var beat in Walk(game))
        {
            if (beat.Heard is { Opcode: var what } words && IsTaken(game, words)
                && beat.Told is HsrpTold.Datagram datagram)
            {
                if (what == HsrpOpcode.Resign && beat.Own == Phase.Standby
                    && active is var (source, until) && source == datagram.Source
                    && beat.At < until
                    && !beat.Sent.Any(sent => sent is null or { State: null or Phase.Active }))
                {
                    return "the active router resigns, and the standby router waits";
                }

                active = what == HsrpOpcode.Hello && words.State == Phase.Active
                    ? (datagram.Source, beat.At + Shorter(game, words))
                    : what == HsrpOpcode.Resign ? null
                    : active;
            }
        }

        return null;
    }
}
