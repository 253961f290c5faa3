using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Cli.Exploring;

/// <summary>Budgets of faults as people write them: "crash=1,cut=2".</summary>
internal static class FaultText
{
    private const int Most = 255;

    /// <summary>Reads budgets.</summary>
    /// <param name="text">Kind and number, with commas between them.</param>
    /// <param name="scenarios">Where they are to be set: one of them must know each kind.</param>
    /// <param name="budgets">The budgets.</param>
    /// <returns>What is wrong; null: nothing.</returns>
    public static string? Read(
        string text, IReadOnlyList<Scenario> scenarios, out Items<Budget> budgets)
    {
        var read = new List<Budget>();
        budgets = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var halves = part.Split('=');
            if (halves.Length != 2
                || !int.TryParse(
                    halves[1], NumberStyles.None, CultureInfo.InvariantCulture, out var max)
                || max > Most)
            {
                return $"'{part}' is no budget of faults: a kind and 0 to {Most} are needed, "
                    + "such as crash=1,cut=2";
            }

            var known = scenarios.SelectMany(one => one.Faults)
                .Select(one => one.Name).Distinct().ToList();
            if (!known.Contains(halves[0]))
            {
                return $"no fault there is called '{halves[0]}'; known are "
                    + string.Join(", ", known);
            }

            read.Add(new(halves[0], max));
        }

        budgets = [.. read];
        return null;
    }
}
