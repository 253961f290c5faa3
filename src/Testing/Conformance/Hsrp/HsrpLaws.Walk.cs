using Holdfast.Protocol.Hsrp;
using Game = Holdfast.Testing.Conformance.Played<
    Holdfast.Testing.Conformance.Hsrp.HsrpSettings,
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;
using Phase = Holdfast.StateMachines.Hsrp.HsrpGroup.Phase;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <content>A played case as its messages say it.</content>
internal static partial class HsrpLaws
{
    /// <summary>What was told and said at a time; <c>Own</c>: the state that it was certainly in
    /// before.</summary>
    private sealed record Beat(
        TimeSpan At, HsrpTold Told, HsrpWords? Heard, IReadOnlyList<HsrpWords?> Sent, Phase? Own)
    {
        public bool IsQuiet => Told is HsrpTold.Tick;
    }

    private static List<Beat> Walk(Game game)
    {
        var beats = new List<Beat>();
        Phase? own = null;
        foreach (var line in game.Lines)
        {
            var heard = line.Told is HsrpTold.Datagram of
                && HsrpWords.Parse(game.Config.Version, of.Octets) is { } words
                && (Is(words, HsrpOpcode.Hello) || Is(words, HsrpOpcode.Coup)
                    || Is(words, HsrpOpcode.Resign))
                        ? words
                        : null;
            var sent = line.Said.Select(said =>
                HsrpWords.Parse(game.Config.Version, said.Octets)).ToArray();
            beats.Add(new(line.At, line.Told, heard, sent, own));
            own = sent.Length > 0 && !Is(sent[^1], HsrpOpcode.Resign) ? StateOf(sent)
                : line.Told is HsrpTold.Tick || IsHeardInStandby(game, own, heard) ? own
                : null;
        }

        return beats;
    }

    /// <summary>Whoever sends a Coup is active from then on, whatever state it says in it.
    /// </summary>
    private static Phase? StateOf(IReadOnlyList<HsrpWords?> sent) =>
        sent[^1]?.State is not null && sent.Any(words => Is(words, HsrpOpcode.Coup))
            ? Phase.Active
            : sent[^1]?.State;

    /// <summary>Whether a standby router stays it, §5.7: hears the active one (g, h).</summary>
    private static bool IsHeardInStandby(Game game, Phase? own, HsrpWords? heard) =>
        own == Phase.Standby && heard is { State: Phase.Active, Opcode: var opcode }
        && opcode == HsrpOpcode.Hello
        && (IsHigher(game, heard) || !game.Config.Preempts);

    private static bool IsTaken(Game game, HsrpWords? words) =>
        words is not null && words.Group == game.Config.Group
        && words.Password == game.Config.Password;

    /// <summary>By priority alone; of equal ones one property speaks.</summary>
    private static bool IsHigher(Game game, HsrpWords words) =>
        words.Priority > game.Config.Priority;

    private static bool IsLower(Game game, HsrpWords words) =>
        words.Priority < game.Config.Priority;

    /// <summary>A time in which a Hello is good, whichever hold time is taken for it.</summary>
    private static TimeSpan Shorter(Game game, HsrpWords words) =>
        words.HoldTime < game.Config.HoldTime ? words.HoldTime : game.Config.HoldTime;
}
