using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Protocol.Hsrp;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Hsrp;
using Holdfast.StateMachines.Liveness;
using Holdfast.Testing.Conformance.Dpd;
using Holdfast.Testing.Samples;
using Holdfast.Testing.Worlds;
using Holdfast.Tests.Properties.Testing.Conformance.Dpd;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>
/// Each sample of output in docs/testing.md is what the kit gives. HOLDFAST_UPDATE_GOLDENS=1 writes
/// them, for a review.
/// </summary>
public sealed class DocumentedSamples
{
    private const int Seed = 7;
    private const int HistorySeed = 43;
    private const int Columns = 150;
    private const int Lines = 12;

    private static readonly Dictionary<string, Func<string>> Samples = new()
    {
        ["sample"] = static () => $"{Hsrp()}",
        ["mutated"] = static () => $"{MutatedSample.Draw(new Choices([11]), Hsrp())}",
        ["value"] = static () => $"{Drawn<WireValue<HsrpMessageValue>>.Of(
            Seed, WireValue<HsrpMessageValue>.Draw()).Value}",
        ["configurations"] = static () => string.Join('\n', Enumerable.Range(Seed, 3).Select(
            static seed => $"{Drawn<HsrpGroup.Config>.Of(
                seed, Configurations.Of<HsrpGroup.Config>()).Value}")),
        ["topology"] = static () =>
        {
            var text = new ArrayBufferWriter<byte>();
            WorldScenarioJson.Write(
                text, Drawn<WorldScenario>.Of(Seed, WorldDraws.Scenario).Value);
            return string.Join('\n', Encoding.UTF8.GetString(text.WrittenSpan)
                .Split('\n').Take(Lines));
        },
        ["history"] = static () =>
        {
            Assert.True(LivenessCheck.Config.TryCreate(new(), out var config, out _));
            var drawn = Drawn<History>.Of(HistorySeed, History.Draw).Value;
            return string.Join('\n', drawn.Tell(LivenessCheck.Machine, config).Take(8));
        },
        ["faults"] = static () => string.Join('\n', Drawn<FaultPlan>.Of(
            Seed, choices => WorldDraws.Faults(choices, Topologies.StatefulPair)).Value
                .Faults.Select(fault => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{fault.At.TotalSeconds,8:0.000}s  {fault.Fault}"))),
        ["verdict"] = static () => $"{DpdConformance.Of(settings =>
            ForeignDpd.Make(settings, DpdMistake.AnyAnswerWillDo)).Run().Failures.Single(
                verdict => verdict.Property == "An_answer_with_another_number_proves_nothing")}",
    };

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_on_the_page_is_what_the_kit_gives(string name)
    {
        var page = File.ReadAllText(Page());
        var head = $"```text {name}\n";
        var from = page.IndexOf(head, StringComparison.Ordinal) + head.Length;
        Assert.True(from >= head.Length, $"no sample {name}");
        var to = page.IndexOf("```", from, StringComparison.Ordinal);
        var text = string.Concat(Samples[name]().Split('\n').Select(line =>
            (line.Length > Columns ? line[..(Columns - 1)] + "…" : line) + "\n"));
        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            File.WriteAllText(Page(), page[..from] + text + page[to..]);
            return;
        }

        Assert.Equal(text, page[from..to], ignoreLineEndingDifferences: true);
    }

    private static Sample Hsrp() => Drawn<Sample>.Of(
        Seed, WireFormats.Samples(WireFormats.Shipped["Hsrp.HsrpMessage"])).Value;

    private static string Page([CallerFilePath] string here = "") => Path.GetFullPath(
        Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/testing.md"));
}
