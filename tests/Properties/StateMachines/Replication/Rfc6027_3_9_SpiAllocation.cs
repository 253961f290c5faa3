using Holdfast.Protocol;
using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>RFC 6027 §3.9 (I23): members that are cut off choose different SPIs.</summary>
public sealed class Rfc6027_3_9_SpiAllocation
{
    [Fact]
    [Requirement("RFC6027-3.9-a")]
    public void Two_members_never_choose_one_SPI() => ForAll.Cases(
        1_000,
        choices => (
            One: (byte)choices.Number(8), Other: (byte)choices.Number(8),
            Small: (uint)choices.Number(32), Large: choices.Number(64)),
        drawn =>
        {
            var one = new SpiPartition(drawn.One);
            var other = new SpiPartition(drawn.Other);
            var isSame = drawn.One == drawn.Other;
            Assert.Equal(isSame, one.Make(drawn.Small) == other.Make(drawn.Small));
            Assert.Equal(isSame, one.Make(drawn.Large) == other.Make(drawn.Large));
            Assert.True(one.Owns(one.Make(drawn.Small)) && one.Owns(one.Make(drawn.Large)));
            Assert.Equal(isSame, other.Owns(one.Make(drawn.Small)));
        });

    [Fact]
    public void No_reserved_SPI_is_chosen_by_any_member()
    {
        for (var member = 0; member <= byte.MaxValue; member++)
        {
            var partition = new SpiPartition((byte)member);
            foreach (var random in new uint[] { 0, 1, 255, 256, uint.MaxValue })
            {
                // RFC 4303 §2.1: 0 is never sent, 1 to 255 are reserved.
                Assert.True(partition.Make(random).Value > 255);
                Assert.NotEqual(0UL, partition.Make((ulong)random).Value);
            }
        }
    }

    [Fact]
    public void An_SPI_that_is_taken_is_not_chosen_and_one_is_found_while_any_is_left() =>
        ForAll.Cases(
            100,
            choices => (
                Member: (byte)choices.Number(8), Random: (uint)choices.Number(32),
                Taken: choices.Number(4) + 1),
            drawn =>
            {
                var partition = new SpiPartition(drawn.Member);
                var taken = new HashSet<Spi>();
                for (var at = 0UL; at < drawn.Taken; at++)
                {
                    var spi = partition.MakeFree(drawn.Random, taken.Contains);
                    Assert.True(spi is { Value: > 255 } && partition.Owns(spi.Value));
                    Assert.True(taken.Add(spi.Value));
                }

                Assert.Contains(partition.Make(drawn.Random), taken);
            });

    [Fact]
    public void Where_all_SPIs_of_a_member_are_taken_none_is_chosen()
    {
        var asked = 0;
        Assert.Null(new SpiPartition(7).MakeFree(0x1234_5678, _ =>
        {
            asked++;
            return true;
        }));

        // RFC 4303 §2.1: 24 bits are drawn, and those of reserved SPIs are none.
        Assert.Equal((1 << 24) - 1, asked);
    }
}
