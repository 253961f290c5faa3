using Holdfast.Codec;
using Holdfast.StateMachines.Composition;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Composition;

/// <summary>Whatever happens, what is measured can be recorded as it stands.</summary>
public sealed class TelemetryOfHistories
{
    private const int Runs = 20;
    private const int Acts = 120;

    [Fact]
    public void Each_number_has_a_value_for_each_tag_of_its_instrument() => ForAll.Cases(
        Runs,
        choices => (Items<int>)
            [.. Enumerable.Range(0, choices.Below(Acts)).Select(_ => choices.Below(1 << 16))],
        acts =>
        {
            var world = new ClusterWorld();
            var reports = new ClusterReports(world);
            world.OnStep += (host, _, _) => Look(Telemetry.Of(host.Config, host.State, world.Now));
            world.Start(0).Start(1);
            world.Run(20);
            world.Establish(0);
            foreach (var act in acts)
            {
                TwoMembers.Act(world, act);
            }

            foreach (var (_, step) in reports.Steps)
            {
                var numbers = Telemetry.Of(step);
                Look(numbers);
                Assert.Equal(
                    step.Hops.Count,
                    numbers.Count(one => one.Instrument == Telemetry.Decisions));
            }

            foreach (var report in reports.Closed)
            {
                Look(Telemetry.Of(report));
                Assert.All(
                    Telemetry.SpansOf(report), span => Assert.True(span.From <= span.Until));
            }
        });

    private static void Look(Items<Telemetry.Measurement> numbers)
    {
        foreach (var (instrument, value, labels) in numbers)
        {
            Assert.True(double.IsFinite(value) && value >= 0, $"{instrument.Name} {value}");
            Assert.Equal(instrument.Tags, labels.Select(label => label.Name));
            Assert.DoesNotContain(labels, label => label.Value.Length == 0);
        }
    }
}
