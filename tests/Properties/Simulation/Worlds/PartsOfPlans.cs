using Holdfast.Codec;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Worlds;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Simulation.Worlds;

/// <summary>Plans of faults: any part of one is one, in the same world.</summary>
public sealed class PartsOfPlans
{
    [Fact]
    public void Any_part_of_a_plan_that_stands_stands()
    {
        var (world, faults) = WorldDocuments.Scenario;
        ForAll.Cases(200, choices => Part(choices, faults.Faults), part =>
            Assert.Null(FaultNames.Wrong(new(part), world)));
    }

    [Fact]
    public void Plans_are_equal_by_what_they_say()
    {
        var (world, faults) = WorldDocuments.Scenario;
        ForAll.Cases(200, choices => Part(choices, faults.Faults), part =>
        {
            var (one, other) = (new FaultPlan(part), new FaultPlan([.. part]));
            Assert.Equal(one, other);
            Assert.Equal(one.GetHashCode(), other.GetHashCode());
            Assert.Equal(part.Count == faults.Faults.Count, one.Equals(faults));
        });
        Assert.Equal(world, world with { Links = [.. world.Links] });
        Assert.NotEqual(world, world with { Links = world.Links.Without(0) });
    }

    private static Items<TimedFault> Part(Choices choices, Items<TimedFault> all) =>
        [.. all.Where(_ => choices.Chance(50))];
}
