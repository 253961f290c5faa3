using System.Globalization;
using Holdfast.Cli.Exploring;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Reports;

/// <summary>A scenario: figures, claims, plots, and traces as timelines and sequences.</summary>
internal sealed class ScenarioSection
{
    // With fewer, what they lie in takes more than they do.
    private const long ManyStates = 10_000;

    private readonly HtmlWriter _html;
    private readonly Proven _one;
    private readonly string _name;
    private readonly List<Told> _traces;
    private readonly World _world;

    private ScenarioSection(HtmlWriter html, Proven one)
    {
        _html = html;
        _one = one;
        _name = one.Scenario.Name;
        _traces = [.. Traces()];
        _world = one.Scenario.Build(new FaultBudgets(one.Faults));
    }

    /// <summary>Writes it.</summary>
    public static void Write(HtmlWriter html, Proven one) =>
        new ScenarioSection(html, one).Write();

    private void Write()
    {
        using (_html.Open("section", ("id", _name), ("class", "scenario")))
        {
            using (_html.Open("div", ("class", "title")))
            {
                _html.Element("h2", _name);
                _html.Element("span", _one.Verdict, ("class", $"chip {ReportPage.LookOf(_one)}"));
            }

            _html.Element("p", _one.Scenario.Says + ".", ("class", "says"));
            Figures();
            Claims();
            Nothing();
            Plots();
            foreach (var told in _traces)
            {
                Trace(told);
            }
        }

        _html.Line();
    }

    private void Figures()
    {
        var outcome = _one.Outcome;
        using (_html.Open("dl", ("class", "figures small")))
        {
            Number("faults", ProofText.FaultsOf(_one.Faults.Where(one => one.Max > 0)) is var text
                && text != "" ? text.Replace(",", ", ", StringComparison.Ordinal) : "none");
            Number("states", ReportPage.Short(outcome.States));
            Number("transitions", ReportPage.Short(outcome.Transitions));
            Number("permutations", ReportPage.Permutations([outcome.Permutations]));
            Number("depth", string.Create(
                CultureInfo.InvariantCulture, $"{outcome.Depth} events"));
            Number("complete", _one.Completeness);
            Number("time", string.Create(
                CultureInfo.InvariantCulture,
                $"{outcome.Seconds + outcome.Goals.Sum(goal => goal.Seconds):0.0} s"));
            if (outcome.States >= ManyStates)
            {
                Number("a state takes", string.Create(
                    CultureInfo.InvariantCulture, $"{outcome.OctetsPerState:0} octets"));
            }
        }

        void Number(string name, string number)
        {
            using (_html.Open("div"))
            {
                _html.Element("dt", name);
                _html.Element("dd", number);
            }
        }
    }

    private void Claims()
    {
        var claims = _one.Claims.ToList();
        if (claims.Count == 0)
        {
            _html.Element("p", "Nothing is claimed here: states are counted.", ("class", "note"));
            return;
        }

        using (_html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", $"claims of {_name}")))
        using (_html.Open("table", ("class", "claims")))
        {
            using (_html.Open("thead"))
            using (_html.Open("tr"))
            {
                foreach (var head in new[] { "claim", "in words", "stands" })
                {
                    _html.Element("th", head, ("scope", "col"));
                }
            }

            using (_html.Open("tbody"))
            {
                foreach (var (name, says, stands) in claims)
                {
                    Claim(name, says, stands);
                }
            }
        }
    }

    private void Claim(string name, string says, string stands)
    {
        using (_html.Open("tr"))
        {
            _html.Element("th", name, ("scope", "row"));
            _html.Element("td", says);
            using (_html.Open("td"))
            {
                var text = stands == ""
                    ? _one.Outcome.IsComplete ? "in every state" : "in every state found"
                    : stands;
                var look = stands switch
                {
                    "broken" => _one.Scenario.IsKnownBad ? "known" : "bad",
                    "not asked" => "partial",
                    _ => _one.Outcome.IsComplete ? "good" : "partial",
                };
                _html.Element("span", text, ("class", $"chip {look}"));
            }
        }
    }

    /// <summary>What is nothing in every state needs no plot.</summary>
    private void Nothing()
    {
        var names = _one.Outcome.Gauges.Where(one => one.Most == 0).Select(one => one.Name)
            .ToList();
        if (names.Count > 0)
        {
            _html.Element(
                "p",
                $"Counted, and 0 in all {ReportPage.Short(_one.Outcome.States)} states: "
                    + $"{string.Join("; ", names)}.",
                ("class", "note"));
        }
    }

    private void Plots()
    {
        var outcome = _one.Outcome;
        using (_html.Open("div", ("class", "plots")))
        {
            foreach (var (goal, at) in outcome.Goals.Select((goal, at) => (goal, at)))
            {
                if (goal.Spread.Count > 0)
                {
                    Plot(
                        $"goal{at}", $"Units of time until {goal.Name} holds",
                        Bar.Of(goal.Spread, goal.Permutations),
                        "units of time, in the worst order", PlaceOf(goal.WorstTrace));
                }
            }

            foreach (var (gauge, at) in outcome.Gauges.Select((gauge, at) => (gauge, at))
                .Where(one => one.gauge.Most > 0))
            {
                Plot(
                    $"gauge{at}", $"{Capital(gauge.Name)}",
                    Bar.Of(gauge.Spread, gauge.Permutations), gauge.Says,
                    PlaceOf(gauge.MostTrace));
            }

            Plot(
                "layers", "Events from the beginning",
                Bar.Of(outcome.Layers, outcome.LayerPermutations),
                "events from the beginning, at least", PlaceOf(outcome.Farthest));
        }
    }

    private void Plot(
        string id, string title, IReadOnlyList<Bar> bars, string unit, string? worst)
    {
        if (bars.Count == 0)
        {
            return;
        }

        using (_html.Open("figure"))
        {
            _html.Element("figcaption", title);
            HistogramFigure.Draw(
                _html, $"{_name}-{id}", $"{_name}: {title}", bars, unit, "permutations", worst);
        }
    }

    private string? PlaceOf(Counterexample? trace) =>
        _traces.Find(one => ReferenceEquals(one.Trace, trace))?.Id;

    private void Trace(Told told)
    {
        using (_html.Open("div", ("class", "trace"), ("id", told.Id)))
        {
            _html.Element("h3", told.Title);
            if (told.Says != "")
            {
                _html.Element("p", told.Says, ("class", "says"));
            }

            TimelineFigure.Draw(
                _html, $"{told.Id}-timeline", $"{_name}: {told.Title}", _world.Draw(told.Trace));
            using (_html.Open("details", ("open", told.IsBroken ? "" : null)))
            {
                _html.Element("summary", "Sequence diagram");
                SequenceFigure.Draw(
                    _html, $"{told.Id}-sequence", $"{_name}: {told.Title}", told.Trace);
            }

            using (_html.Open("details"))
            {
                _html.Element("summary", string.Create(
                    CultureInfo.InvariantCulture, $"All {told.Trace.Length} events in words"));
                Table(told);
            }
        }
    }

    private void Table(Told told)
    {
        var rows = TraceText.Rows(told.Trace);
        using (_html.Open("div", ("class", "scroll"), ("tabindex", "0"), ("role", "group"),
            ("aria-label", $"events of {told.Title}")))
        using (_html.Open("table", ("class", "events")))
        {
            using (_html.Open("thead"))
            using (_html.Open("tr"))
            {
                foreach (var cell in rows[0])
                {
                    _html.Element("th", cell, ("scope", "col"));
                }
            }

            using (_html.Open("tbody"))
            {
                foreach (var row in rows.Skip(1))
                {
                    using (_html.Open("tr"))
                    {
                        for (var cell = 0; cell < row.Length; cell++)
                        {
                            _html.Element("td", row[cell], ("class", cell < 2 ? "number" : null));
                        }
                    }
                }
            }
        }
    }

    /// <summary>What is broken; else the worst cases; else a way to the farthest state.</summary>
    private IEnumerable<Told> Traces()
    {
        var outcome = _one.Outcome;
        var number = 0;
        foreach (var same in outcome.Violations.GroupBy(one => one.Trace))
        {
            var names = string.Join(", ", same.Select(one => one.Name));
            yield return Of(
                $"{names}: a shortest way to break it", same.Key, isBroken: true,
                string.Join("; ", same.Select(one => _one.SaysOf(one.Name))) + ".");
        }

        foreach (var goal in outcome.Goals.Where(one => one.Holds == true))
        {
            if (goal.WorstTrace is { } trace)
            {
                yield return Of(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{goal.Name}: the worst case, {goal.Worst} units of time"),
                    trace, isBroken: false,
                    "From the state where it takes longest, in the order in which it does.");
            }
        }

        foreach (var gauge in outcome.Gauges)
        {
            if (gauge.MostTrace is { Length: > 0 } trace && outcome.Violations.Count == 0)
            {
                yield return Of(
                    string.Create(
                        CultureInfo.InvariantCulture, $"{Capital(gauge.Name)}: {gauge.Most}"),
                    trace, isBroken: false, $"A shortest way to the most: {gauge.Says}.");
            }
        }

        if (number == 0 && outcome.Farthest is { } farthest)
        {
            yield return Of(
                "The farthest state", farthest, isBroken: false,
                "A shortest way to a state that is as far from the beginning as any.");
        }

        Told Of(string title, Counterexample trace, bool isBroken, string says) => new(
            string.Create(CultureInfo.InvariantCulture, $"{_name}-trace{++number}"),
            title, says, trace, isBroken);
    }

    private static string Capital(string text) =>
        string.Concat(text[..1].ToUpperInvariant(), text.AsSpan(1));

    /// <summary>A trace that is shown.</summary>
    private sealed record Told(
        string Id, string Title, string Says, Counterexample Trace, bool IsBroken);
}
