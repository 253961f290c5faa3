using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.StateMachines.Replication;

/// <summary>The SPI that is drawn, or the next one that is free.</summary>
public sealed class SpiChoices
{
    [Fact]
    public void One_of_an_IKE_SA_that_is_taken_is_passed_over()
    {
        var partition = new SpiPartition(7);
        var first = partition.Make(0x1234_5678_9abc_def0uL);
        Assert.Equal(0x1234_5678_9abc_de07uL, first.Value);
        Assert.Equal(
            new IkeSpi(0x1234_5678_9abc_df07uL),
            partition.MakeFree(first.Value, spi => spi == first));
        Assert.Equal(
            new IkeSpi(0x1234_5678_9abc_e007uL),
            partition.MakeFree(first.Value, spi => spi.Value <= 0x1234_5678_9abc_df07uL));

        // Behind the last one is the first one, which is not 0.
        Assert.Equal(
            new IkeSpi(0x107),
            partition.MakeFree(~0uL, spi => spi.Value > 0x107));
    }

    [Fact]
    public void One_of_a_CHILD_SA_that_is_taken_is_passed_over()
    {
        var partition = new SpiPartition(7);
        Assert.Equal(
            new Spi(0x1234_5707), partition.MakeFree(0x1234_5678, spi => spi.Value < 0x1234_5700));
        Assert.Equal(new Spi(0x107), partition.MakeFree(~0u, spi => spi.Value > 0x107));
    }
}
