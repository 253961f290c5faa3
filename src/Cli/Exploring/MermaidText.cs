using System.Globalization;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Exploring;

/// <summary>A trace as a sequence diagram that Mermaid draws.</summary>
internal sealed class MermaidText
{
    private readonly TextWriter _output;
    private readonly Counterexample _trace;
    private IReadOnlyList<string> _members;

    private MermaidText(TextWriter output, Counterexample trace)
    {
        _output = output;
        _trace = trace;
        _members = trace.Start;
    }

    /// <summary>Writes the diagram.</summary>
    public static void Write(TextWriter output, Counterexample trace) =>
        new MermaidText(output, trace).Write();

    private string All => _trace.Columns.Count == 1
        ? "m0"
        : string.Create(CultureInfo.InvariantCulture, $"m0,m{_trace.Columns.Count - 1}");

    private void Write()
    {
        _output.WriteLine("sequenceDiagram");
        for (var member = 0; member < _trace.Columns.Count; member++)
        {
            Line($"participant m{member} as {Safe(_trace.Columns[member])}");
        }

        foreach (var one in _trace.Stem)
        {
            Event(one);
        }

        if (_trace.Cycle.Count > 0)
        {
            Line($"loop for ever");
            foreach (var one in _trace.Cycle)
            {
                Event(one);
            }

            Line($"end");
        }
    }

    private void Event(TraceEvent one)
    {
        var what = one.Event;
        var why = one.Reason == "" ? "" : $" ({one.Reason})";
        switch (what.Kind)
        {
            case EventKind.Time:
                Line($"Note over {All}: {(one.Time + 1) * _trace.Unit.TotalSeconds:0.###} s");
                break;
            case EventKind.Tick:
                Line($"Note over {Id(what.To!)}: {Safe(what.What + why)}");
                break;
            case EventKind.Deliver or EventKind.Double:
                Line($"{Id(what.From!)}->>{Id(what.To!)}: {Safe(what.What + why)}");
                break;
            case EventKind.Lose:
                Line($"{Id(what.From!)}-x{Id(what.To!)}: {Safe(what.What)}");
                break;
            case EventKind.Fault or EventKind.Mend:
                Line($"Note over {All}: {Safe(what.What)}");
                break;
        }

        foreach (var next in one.Follows)
        {
            if (next.From is null)
            {
                Line($"Note right of {Id(next.Who)}: {Safe(next.What)}");
            }
            else
            {
                Line($"{Id(next.From)}->>{Id(next.Who)}: {Safe($"{next.What} ({next.Reason})")}");
            }
        }

        for (var member = 0; member < one.After.Count; member++)
        {
            if (one.After[member] != _members[member])
            {
                Line($"Note over m{member}: {Safe($"{_members[member]} → {one.After[member]}")}");
            }
        }

        _members = one.After;
    }

    private string Id(string member) => string.Create(
        CultureInfo.InvariantCulture,
        $"m{_trace.Columns.ToList().IndexOf(member)}");

    private void Line(FormattableString text) =>
        _output.WriteLine("    " + text.ToString(CultureInfo.InvariantCulture));

    /// <summary>What ends a text in Mermaid is written as its number.</summary>
    private static string Safe(string text) => string.Concat(text.Select(letter => letter switch
    {
        '#' => "#35;",
        ';' => "#59;",
        '\r' or '\n' => " ",
        _ => letter.ToString(),
    }));
}
