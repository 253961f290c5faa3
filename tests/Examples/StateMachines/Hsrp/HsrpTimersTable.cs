using System.Text;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>What the page of the machine says of timers, read off the table of RFC 2281 §5.7.
/// </summary>
internal static class HsrpTimersTable
{
    private static readonly Phase[] Columns =
        [Phase.Initial, Phase.Listen, Phase.Speak, Phase.Standby, Phase.Active];

    private static readonly (Event What, string Name)[] Rows =
    [
        (Event.Enabled, "a: enable"),
        (Event.Disabled, "b: disable"),
        (Event.ActiveTimer, "c: Active timer"),
        (Event.StandbyTimer, "d: Standby timer"),
        (Event.HelloTimer, "e: Hello timer"),
        (Event.HigherSpeaker, "f: Hello of a higher speaker"),
        (Event.HigherActive, "g: Hello of a higher active"),
        (Event.LowerActive, "h: Hello of a lower active"),
        (Event.LowerActive, "h, and it preempts"),
        (Event.Resigned, "i: Resign of the active"),
        (Event.HigherCoup, "j: Coup of a higher"),
        (Event.HigherStandby, "k: Hello of a higher standby"),
        (Event.LowerStandby, "l: Hello of a lower standby"),
    ];

    /// <summary>The table in a dialect, and how it is read.</summary>
    public static string Of(Dialect dialect)
    {
        var text = new StringBuilder($"""
            Which timers an event starts (+; one that runs begins anew) and stops (-), of the Active (A), the Standby (S) and the Hello timer (H):

            | event | {string.Join(" | ", Columns)} |
            |---|{string.Concat(Columns.Select(_ => "---|"))}

            """);
        for (var row = 0; row < Rows.Length; row++)
        {
            var (what, name) = Rows[row];
            var preempts = row > 0 && Rows[row - 1].What == what;
            text.Append($"| {name} | ").AppendJoin(
                " | ", Columns.Select(phase => Cell(dialect, phase, what, preempts)))
                .Append(" |\n");
        }

        return text.Append($"""

            The Active timer runs for the hold time in the Hello of the active router where that starts it (g, h), the Standby timer for that in the Hello of the standby router
            (k, l); whatever else starts them, they run for the router's own hold time (RFC 2281 §5.4, §5.6). A timer that expires runs no more until it is started. The Hello
            timer runs in Speak, Standby and Active: it starts with the first of them, goes on from one to another, and starts anew when it expires.

            A Resign is event i where the active router says it: the router whose Hello of Active was heard last, and not given up since, or {(dialect == Dialect.Repaired
                ? "while none is known, whoever\nsays Active in the Resign"
                : "whoever says Active in the\nResign")}. Any other is no event.
            """).ToString().ReplaceLineEndings("\n");
    }

    private static string Cell(Dialect dialect, Phase phase, Event what, bool preempts)
    {
        var cell = CellOf(dialect, phase, what, knowsAddress: true, preempts);
        var (was, runs) = (Speaks(phase), Speaks(cell.Next ?? phase));
        string?[] timers =
        [
            cell.Actions.HasFlag(Actions.A) ? "A+" : cell.Actions.HasFlag(Actions.C) ? "A-" : null,
            cell.Actions.HasFlag(Actions.B) ? "S+" : cell.Actions.HasFlag(Actions.D) ? "S-" : null,
            runs && (!was || what == Event.HelloTimer) ? "H+" : was && !runs ? "H-" : null,
        ];
        return string.Join(' ', timers.Where(timer => timer is not null));
    }

    private static bool Speaks(Phase phase) =>
        phase is Phase.Speak or Phase.Standby or Phase.Active;
}
