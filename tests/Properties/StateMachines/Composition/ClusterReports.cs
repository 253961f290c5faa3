using Holdfast.StateMachines.Composition;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// What each start of a member reports: folds over its steps, as its shell would keep them. A new
/// start remembers nothing.
/// </summary>
internal sealed class ClusterReports
{
    private readonly Dictionary<ClusterWorld.Host, FailoverReports.State> _states = [];

    public ClusterReports(ClusterWorld world) => world.OnStep += (host, before, input) =>
    {
        // That telling is stepping is a law of its own.
        var next = ClusterMember.Step(host.Config, before, world.Now, input, out var told);
        Assert.Equal(host.State, next.State);
        Steps.Add((host, told));
        var was = Of(host);
        var state = FailoverReports.After(host.Config, was, told);
        _states[host] = state;
        if (FailoverReports.Closed(was, state) is { } closed)
        {
            Closed.Add(closed);
        }

        if (state.End is { } end && end != was.End)
        {
            Ends.RemoveAll(one => one.Epoch == end.Epoch);
            Ends.Add(end);
        }
    };

    /// <summary>Every step of every member, in order.</summary>
    public List<(ClusterWorld.Host Host, MemberStep Step)> Steps { get; } = [];

    /// <summary>Reports that were completed or ended, in order.</summary>
    public List<FailoverReport> Closed { get; } = [];

    /// <summary>Ends of reigns, the last word on each.</summary>
    public List<FailoverReport.ReignEnd> Ends { get; } = [];

    /// <summary>What a start of a member has told so far.</summary>
    public FailoverReports.State Of(ClusterWorld.Host host) =>
        _states.TryGetValue(host, out var state) ? state : FailoverReports.Initial;

    /// <summary>The last report with what its counterpart tells, where that lives.</summary>
    public FailoverReport Whole(FailoverReport report) =>
        Ends.Aggregate(report, (whole, end) => whole.With(end));
}
