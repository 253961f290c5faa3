using System.Globalization;
using System.Text;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Composition;

/// <summary>A report for people: one line for each thing that they ask for.</summary>
public static class FailoverReportText
{
    /// <summary>All of a report, in lines that end with a line feed.</summary>
    /// <param name="config">The configuration, for the names of members.</param>
    /// <param name="report">The report.</param>
    public static string Write(ClusterMemberConfig config, FailoverReport report)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        var before = report.Before is { } epoch ? $" from {NameOf(config, epoch)} in {epoch}" : "";
        Line(text, $"{NameOf(config, report.Epoch)} took over in {report.Epoch}{before}");
        Line(text, $"  cause      {Of(report.Cause)}{Additions(report)}");
        Line(text, $"  knew       {Of(report.Standing, report.Age)}");
        var children = Count(report.Skipped.Children.Count, "CHILD SA");
        Line(
            text,
            $"  skipped    up to {Count(report.Skipped.SequenceNumbers, "sequence number")} of "
            + $"{children}, {Count(report.Skipped.MessageIds, "message ID")}");
        Line(text, $"  exposed    up to {Count(report.Exposed.Packets, "packet")} accepted twice");
        Line(
            text,
            $"  lost       up to {Count(report.Lost.Packets, "packet")} refused, "
            + $"{Count(report.Lost.IkeSas, "IKE SA")} and "
            + $"{Count(report.Lost.ChildSas, "CHILD SA")} gone");
        Line(
            text,
            $"  waiting    {Count(report.Lost.ChildSasWaiting, "CHILD SA")} for the peer");
        foreach (var phase in report.Phases)
        {
            Line(text, $"  {NameOf(phase.Phase),-15} {Of(phase, report)}");
        }

        var outage = report.Outage is { } time ? Of(time) : "unknown time";
        Line(text, $"  nobody served for {outage}");
        foreach (var reason in report.Why)
        {
            Line(text, $"  because    {reason}");
        }

        return text.ToString();
    }

    /// <summary>A cause in words.</summary>
    public static string Of(FailoverCause cause) => cause switch
    {
        FailoverCause.Start => "nobody reigned before",
        FailoverCause.Silence => "the active member fell silent",
        FailoverCause.Resignation => "the active member resigned",
        FailoverCause.Preemption => "a member with a higher priority",
        FailoverCause.LinkLoss => "the active member lost a link",
        FailoverCause.Fence => "the active member was fenced",
        FailoverCause.Drain => "the active member was drained",
        FailoverCause.SideDown => "an interface of the active member went down",
        FailoverCause.HigherEpoch => "another member had taken over already",
        FailoverCause.Sleep => "the active member slept",
    };

    /// <summary>A name of the code as words between separators: IkeSa is "ike_sa".</summary>
    internal static string Words(string name, char separator) => string.Concat(name.Select(
        (c, at) => (at > 0 && char.IsUpper(c) ? $"{separator}" : "") + char.ToLowerInvariant(c)));

    internal static string NameOf(ClusterMemberConfig config, Epoch epoch) =>
        config.Set.Members.FirstOrDefault(member => member.Number == epoch.Member)?.Name
        ?? epoch.Member.ToString(CultureInfo.InvariantCulture);

    private static string Additions(FailoverReport report) => (report.IsFenced
        && report.Cause != FailoverCause.Fence ? ", and was fenced" : "")
        + (report.IsReleased ? ", and said so" : "");

    private static string Of(StandingKind standing, TimeSpan age) => standing switch
    {
        StandingKind.Synced => "everything",
        StandingKind.Stale => $"what was so {Of(age)} before",
        StandingKind.Joining or StandingKind.Empty => "no SA",
    };

    private static string Of(FailoverReport.PhaseTime phase, FailoverReport report)
    {
        var more = phase.Phase == FailoverReport.Phase.Routes
            ? $", {Count(report.RoutesAdded, "route")}"
            : "";
        return (phase.Took is { } took ? Of(took)
            : phase.Until is not null ? "unknown"
            : report.IsOver ? "never" : "not yet") + more;
    }

    private static string NameOf(FailoverReport.Phase phase) => Words(phase.ToString(), ' ');

    private static string Of(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");

    private static string Count(int number, string what) => Count((ulong)number, what);

    private static string Count(ulong number, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    private static void Line(StringBuilder text, string line) =>
        text.Append(line.TrimEnd()).Append('\n');
}
