using System.Buffers;
using System.Text;
using System.Text.Json;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.StateMachines.Composition;
using static Holdfast.Tests.Examples.StateMachines.Composition.ConfigTexts;
using Phase = Holdfast.StateMachines.Composition.FailoverReport.Phase;

namespace Holdfast.Tests.Examples.StateMachines.Composition;

/// <summary>
/// Reports of every kind, one for each case of each of their parts, as text, as JSON, as numbers
/// and as activities: report-variants.txt beside this file. HOLDFAST_UPDATE_GOLDENS=1 writes it,
/// for a review.
/// </summary>
public sealed class FailoverReportVariants
{
    private static readonly ClusterMemberConfig Config =
        ClusterMemberConfig.Of(ClusterSettings.Of(1));

    private static readonly FailoverReport First = new(
        1, new(3, 1), new(2, 2), FailoverCause.Silence,
        [new("RFC 2281 §5.7", "c"), new("Holdfast", "reigns")], IsFenced: false,
        IsReleased: false, StandingKind.Synced, TimeSpan.Zero,
        new(7, [new(new(0x100), 9, 7)], 0), new(0, 0), new(0, 0, 0, 0), 1,
        [
            Took(Phase.Detection, 0, 3_000), Took(Phase.Promotion, 3_000, 3_250),
            Took(Phase.Synchronisation, 3_250, 3_250), Took(Phase.Routes, 3_250, 4_251),
            Took(Phase.FirstPacket, 3_250, 13_250),
        ],
        IsOver: false);

    private static IEnumerable<FailoverReport> Variants =>
    [
        First,
        .. Enum.GetValues<FailoverCause>().Select(cause => First with { Cause = cause }),
        First with { Before = null }, First with { Before = new(2, 77), Epoch = new(4, 78) },
        First with { IsFenced = true }, First with { IsReleased = true },
        First with { IsFenced = true, Cause = FailoverCause.Fence },
        .. Enum.GetValues<StandingKind>().Select(
            standing => First with { Standing = standing, Age = TimeSpan.FromSeconds(1.5) }),
        First with { Skipped = new(1, [], 1) }, First with { Skipped = new(0, [], 2) },
        First with { Exposed = new(1, 1) }, First with { Exposed = new(20, 2) },
        First with { Lost = new(1, 1, 1, 1) }, First with { Lost = new(5, 4, 3, 2) },
        First with { RoutesAdded = 0 }, First with { RoutesAdded = 2 },
        First with { Why = [] }, First with { IsOver = true },
        .. Enum.GetValues<Phase>().SelectMany(phase => (FailoverReport[])
            [
                Changed(phase, one => one with { Until = null }),
                Changed(phase, one => one with { From = null }),
                Changed(phase, one => one with { From = null, Until = null }),
                Changed(phase, one => one with { Until = null }) with { IsOver = true },
            ]),
        First with { Phases = [.. First.Phases.Select(one => one with { From = null })] },
    ];

    [Fact]
    public void What_is_told_of_each_kind_is_listed()
    {
        var told = new StringBuilder();
        var before = new List<string>();
        foreach (var (at, report) in Variants.Index())
        {
            // What a report has in common with the first one is not said twice.
            var lines = Lines(report).ToList();
            told.Append($"# {at}\n");
            foreach (var line in lines.Except(before))
            {
                told.Append(line).Append('\n');
            }

            foreach (var line in before.Except(lines))
            {
                told.Append("- ").Append(line).Append('\n');
            }

            before = at == 0 ? lines : before;
        }

        IsUpToDate("tests/Examples/StateMachines/Composition/report-variants.txt", $"{told}");
    }

    [Fact]
    public void Only_the_end_of_the_reign_before_says_why_it_ended()
    {
        var end = new FailoverReport.ReignEnd(
            2, new(2, 2), new(1), FailoverCause.Drain, default, 0, null);
        Assert.Equal(First with { Cause = FailoverCause.Drain }, First.With(end));
        Assert.Equal(First, First.With(end with { Epoch = new(1, 2) }));
        Assert.Equal(First, First.With(end with { Epoch = new(2, 1) }));
        var none = First with { Before = null };
        Assert.Equal(none, none.With(end));
    }

    private static IEnumerable<string> Lines(FailoverReport report)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new() { Indented = true }))
        {
            FailoverReportJson.Write(writer, Config, report);
        }

        return
        [
            .. FailoverReportText.Write(Config, report).TrimEnd().Split('\n'),
            .. Encoding.UTF8.GetString(json.WrittenSpan).ReplaceLineEndings("\n").Split('\n'),
            .. Telemetry.Of(report).Select(one => $"{one.Instrument.Name} {one.Value} "
                + string.Join(' ', one.Labels.Select(label => label.Value))),
            .. Telemetry.SpansOf(report).Select(one => $"{one}"),
            $"complete {report.IsComplete}, outage {report.Outage}",
            .. Enum.GetValues<Phase>().Select(phase => $"{phase} took {report[phase]}"),
        ];
    }

    private static FailoverReport Changed(
        Phase phase, Func<FailoverReport.PhaseTime, FailoverReport.PhaseTime> change) =>
        First with { Phases = First.Phases.With((int)phase, change(First.Phases[(int)phase])) };

    private static FailoverReport.PhaseTime Took(Phase phase, int from, int until) => new(
        phase, Instant.Zero + TimeSpan.FromMilliseconds(from),
        Instant.Zero + TimeSpan.FromMilliseconds(until));
}
