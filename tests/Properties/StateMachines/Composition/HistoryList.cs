using System.Globalization;
using System.Text;
using Holdfast.StateMachines.Composition;
using static Holdfast.StateMachines.Composition.ClusterMember;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>
/// What two members do in a history, as files in Histories: a line for each way that a step took
/// (whose, which input, which machines by which stage, which outputs), how often, and a checksum of
/// all values of the first of them, with what is reported and measured. Behind these stands what
/// is reported of takeovers, and what would happen next if something died.
/// </summary>
/// <remarks>
/// HOLDFAST_UPDATE_GOLDENS=1 writes the lists, for a review. HOLDFAST_WALKS=DIR writes each step
/// in full into DIR: these files of two versions tell where they part.
/// </remarks>
internal sealed class HistoryList
{
    /// <summary>Heartbeats are many, and alike.</summary>
    private const int InFull = 6;

    private readonly Checksums _steps = new();
    private readonly Dictionary<ClusterWorld.Host, FailoverReports.State> _states = [];
    private readonly StringBuilder _told = new();
    private ClusterWorld? _world;

    /// <summary>Compares a list with what happens.</summary>
    public static void Holds(string name, Action<ClusterSituations.Seen> play)
    {
        var list = new HistoryList();
        play(list.Look);
        list._steps.Hold(
            $"Composition/Histories/{name}.txt",
            [.. $"{list._told}".Split('\n'), .. list.WhatIf()]);
    }

    private void Look(ClusterWorld world, ClusterWorld.Host host, State before, Input input)
    {
        _world = world;
        var (config, now) = (host.Config, world.Now);
        var next = Step(config, before, now, input, out var told);
        Assert.Equal(host.State, next.State);
        var was = _states.GetValueOrDefault(host, FailoverReports.Initial);
        var state = FailoverReports.After(config, was, told);
        _states[host] = state;
        if (FailoverReports.Closed(was, state) is { } closed)
        {
            Tell(config, closed);
        }

        if (state.End is { } end && end != was.End)
        {
            _told.Append(CultureInfo.InvariantCulture, $"{end}\n");
        }

        var words = $"{config.Self.Name} {ClusterInputs.CaseOf(input)}: "
            + string.Join(' ', told.Hops.Select(hop => $"{hop.Stage}{hop.Part}.{NameOf(hop)}"))
            + $" / {string.Join(' ', next.Outputs.Select(NameOf))}";
        _steps.Add(
            words,
            _steps.Count(words) >= InFull
                ? ""
                : $"{now} {input} {string.Join(' ', told.Hops)} "
                + $"{string.Join(' ', next.Outputs)} {next.State} "
                + $"{Normalize(config, next.State)} {Deadline(config, next.State)} {state} "
                + $"{Telemetry.Of(told)} {Telemetry.Of(config, next.State, now)}");
    }

    private void Tell(ClusterMemberConfig config, FailoverReport report)
    {
        _told.Append(FailoverReportText.Write(config, report));
        foreach (var number in Telemetry.Of(report))
        {
            var labels = string.Join(' ', number.Labels.Select(label => label.Value));
            _told.Append(
                CultureInfo.InvariantCulture,
                $"  {number.Instrument.Name} {labels} {number.Value}\n");
        }
    }

    private IEnumerable<string> WhatIf() =>
        from host in _world!.Running
        from told in Holdfast.StateMachines.Composition.WhatIf.All(
            host.Config,
            Holdfast.StateMachines.Composition.WhatIf.Situation.Of(
                host.Config, host.State.Replication, host.State.FirstHop, host.State.Links,
                _world.Now))
        select $"{host.Config.Self.Name}: {told}";

    private static string NameOf(Hop hop) =>
        hop.Input is string name ? name : hop.Input.GetType().Name;

    private static string NameOf(Output output)
    {
        var inner = output.GetType().GetProperty("Output")?.GetValue(output);
        return inner is null
            ? output.GetType().Name
            : $"{output.GetType().Name[2..]}.{inner.GetType().Name}";
    }
}
