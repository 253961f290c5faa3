using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Scenarios;

namespace Holdfast.Tests.Properties.Simulation.Explorer;

/// <summary>What a stream holds is never dropped for want of room (docs/adr/0047).</summary>
public sealed class WaysThatAreStreams
{
    [Fact]
    public void A_way_that_overflows_is_a_loss_and_a_stream_that_does_is_an_error()
    {
        var model = ReferenceElection.Model();
        var ways = new Delivery.Ways(Capacity: 1) { Loss = Allowance.Free };
        var limits = new Limits { States = 10_000 };
        Assert.Equal(
            Ending.States, Exploration.Run(model with { Delivery = ways }, limits).Ending);
        Assert.Throws<InvalidOperationException>(() => Exploration.Run(
            model with { Delivery = ways with { IsStream = true } }, limits));
    }
}
