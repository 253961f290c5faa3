using System.Globalization;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Simulator;
using Holdfast.Simulation.Simulator.Recorded;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Cli.Simulating;

/// <summary>A run for people: a line for each event, a column for each member, then what it cost.
/// </summary>
internal static class RunText
{
    /// <summary>Writes timeline, measures and verdict.</summary>
    public static void Write(TextWriter output, WorldPlan plan, RunResult run)
    {
        var members = (
            from member in plan.Members
            from gateway in plan.Gateways
            where gateway.Members.Contains(member.Name)
            select plan.SeatOf(gateway.Name, member.Name)).ToList();
        var marks = members.ToDictionary(name => name, _ => "");
        List<string[]> rows = [["t", .. members, ""]];
        for (var at = 0; at < run.Timeline.Count; at++)
        {
            var moment = run.Timeline[at];
            var alike = 0;
            while (moment.Kind == MomentKind.Route && at + 1 < run.Timeline.Count
                && IsAlike(moment, run.Timeline[at + 1]))
            {
                at++;
                alike++;
            }

            // A box is in several places where it has several gateways.
            foreach (var name in members)
            {
                if (name == moment.Who
                    || name.StartsWith($"{moment.Who}/", StringComparison.Ordinal))
                {
                    marks[name] = moment.Mark;
                }
            }

            rows.Add(
            [
                Time(moment.At - default(Holdfast.StateMachines.Instant)),
                .. members.Select(name => marks[name]),
                Line(moment) + (alike == 0 ? "" : Text($" and {alike} more")),
            ]);
        }

        Columns.Write(output, rows, column => column == 0);
        output.WriteLine();
        Columns.Write(output, Costs(run), _ => false);
        output.WriteLine();
        foreach (var violation in run.Violations)
        {
            output.WriteLine(
                $"{violation.Invariant} is broken at {violation.At}: {violation.Says}");
        }

        output.WriteLine(run.Violations.Count == 0 ? "holds" : "broken");
        output.WriteLine($"digest {run.Digest}");
    }

    private static bool IsAlike(Moment one, Moment next) =>
        next.Kind == one.Kind && next.At == one.At && next.Who == one.Who
        && next.Says.Split(' ')[0] == one.Says.Split(' ')[0];

    private static string Line(Moment moment) => moment.Kind switch
    {
        MomentKind.Fault => $"⚡ {moment.Says}",
        MomentKind.Violation => $"✘ {moment.Who}: {moment.Says}",
        MomentKind.Life or MomentKind.Role or MomentKind.Traffic or MomentKind.Sa
            or MomentKind.Route or MomentKind.Peer => $"{moment.Who} {moment.Says}",
    };

    private static List<string[]> Costs(RunResult run)
    {
        var cost = run.Measures;
        return
        [
            ["packets", Text($"{cost.PacketsSent} sent, {cost.PacketsLost} lost")],
            ["longest gap", Time(cost.LongestGap)],
            ["accepted twice", Text($"{cost.AcceptedTwice}")],
            [
                "numbers skipped",
                Text($"{cost.SequenceSkipped} of ESP, {cost.MessageIdsSkipped} of IKE"),
            ],
            ["no active member", Time(cost.WithoutActive)],
            ["two active members", Time(cost.WithTwoActive)],
            ["takeovers", Text($"{cost.Takeovers}")],
            [
                "fault to first packet",
                cost.TimesToFirstPacket.Count == 0
                    ? "none"
                    : string.Join(", ", cost.TimesToFirstPacket.Select(Time)),
            ],
            ["SAs lost", Text($"{cost.SasLost}, {cost.Reestablished} established anew")],
            ["IKE messages", Text($"{cost.IkeMessages}")],
            ["routes wrong", Time(cost.RoutesWrong)],
            .. run.Recorded is { } recorded ? Recorded(recorded) : [],
            ["played", Text($"{run.Events} events, {run.SimulatedTime.TotalSeconds} s")],
        ];
    }

    private static List<string[]> Recorded(RecordedCounts counts) =>
    [
        [
            "recorded packets",
            Text($"{counts.Recorded}, {counts.Sent} sent, {counts.Accepted} accepted")
                + (counts.By.Count == 0
                    ? ""
                    : $" ({string.Join(", ", counts.By.Select(
                        one => Text($"{one.Packets} by {one.Member}")))})"),
        ],
        [
            "recorded, not accepted",
            Text($"{counts.Lost} lost, {counts.Refused.Sum(one => one.Packets)} refused")
                + (counts.Refused.Count == 0
                    ? ""
                    : $" ({string.Join(", ", counts.Refused.Select(
                        one => Text($"{one.Packets} {one.Fault}")))})")
                + Text($", {counts.Twice} accepted twice"),
        ],
    ];

    private static string Time(TimeSpan time) => string.Create(
        CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.000} s");

    private static string Text(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);
}
