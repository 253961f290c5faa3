using System.Globalization;
using Holdfast.Simulation.Explorer;
using Spectre.Console;
using Progress = Holdfast.Simulation.Explorer.Progress;

namespace Holdfast.Cli.Exploring;

/// <summary>A line on standard error that says how far it has come, if somebody looks there.
/// </summary>
internal static class ExploringProgress
{
    /// <summary>Runs an exploration that tells how far it has come.</summary>
    /// <param name="terminal">Where to draw.</param>
    /// <param name="name">The scenario.</param>
    /// <param name="place">Its number among all that are explored, from 1.</param>
    /// <param name="all">How many are explored.</param>
    /// <param name="explore">The exploration.</param>
    public static TOutcome Run<TOutcome>(
        Terminal terminal, string name, int place, int all,
        Func<Action<Progress>, TOutcome> explore)
    {
        if (!terminal.IsErrorForPeople)
        {
            return explore(_ => { });
        }

        var which = string.Create(
            CultureInfo.InvariantCulture, $"{place} of {all}  {name}");
        return terminal.Drawn().Status().Start(
            Markup.Escape(which),
            context => explore(told => context.Status(Markup.Escape($"{which}: {TextOf(told)}"))));
    }

    /// <summary>How far it has come, in a line.</summary>
    internal static string TextOf(Progress told)
    {
        var seconds = told.Elapsed.TotalSeconds;
        var speed = seconds > 0 ? told.States / seconds / 1e6 : 0;
        return told.Doing == "exploring"
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{told.States:N0} states, frontier {told.Frontier:N0}, depth {told.Depth}, "
                + $"{speed:0.00} M states/s, {seconds:0} s")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{told.Doing} from every state, {told.Frontier:N0} of {told.States:N0} left, "
                + $"{seconds:0} s");
    }
}
