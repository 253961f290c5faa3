using System.Buffers;
using Holdfast.Codec;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Scenarios;
using Holdfast.Simulation.Trace;

namespace Holdfast.Cli.Exploring;

/// <summary>Something that does not hold, with all that a file says of it.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Faults">The budgets.</param>
/// <param name="Violation">What does not hold, and how it comes to that.</param>
/// <param name="Says">The claim in words.</param>
internal sealed record FoundTrace(
    Scenario Scenario, Items<Budget> Faults, Violation Violation, string Says);

/// <summary>Counter-examples: shown, and saved as files.</summary>
internal static class FoundTraces
{
    /// <summary>Shows them.</summary>
    public static void Show(TextWriter output, IEnumerable<FoundTrace> all)
    {
        foreach (var one in all)
        {
            output.WriteLine(
                $"{one.Scenario.Name}: {one.Violation.Name} does not hold: {one.Says}");
            TraceText.Write(output, one.Violation.Trace);
            output.WriteLine();
        }
    }

    /// <summary>Saves them into a folder; false: one at least could not be.</summary>
    public static bool Save(string folder, Terminal terminal, IEnumerable<FoundTrace> all)
    {
        var isGood = true;
        foreach (var one in all)
        {
            var file = Path.Combine(
                folder, $"{one.Scenario.Name}-{one.Violation.Name}.trace.json");
            var text = new ArrayBufferWriter<byte>();
            TraceJson.Write(
                text, one.Scenario.Name, one.Faults, one.Violation.Name, one.Says,
                one.Violation.Trace);
            try
            {
                Directory.CreateDirectory(folder);
                File.WriteAllBytes(file, text.WrittenSpan);
                terminal.Error.WriteLine($"saved; let it happen again: holdfast replay {file}");
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                terminal.Error.WriteLine($"holdfast prove: {file}: {broken.Message}");
                isGood = false;
            }
        }

        return isGood;
    }
}
