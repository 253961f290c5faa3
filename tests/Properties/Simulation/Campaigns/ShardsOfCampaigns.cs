using Holdfast.Simulation.Campaigns;
using Holdfast.Simulation.Worlds;

namespace Holdfast.Tests.Properties.Simulation.Campaigns;

/// <summary>Shards, results files and their merge.</summary>
public sealed class ShardsOfCampaigns
{
    private static readonly WorldPlan Pair = Topologies.StatefulPair;

    [Property]
    public void Shards_are_the_whole_and_differ_by_one_seed_at_most(
        ulong first, ushort count, byte shards)
    {
        first %= ulong.MaxValue - ushort.MaxValue;
        var whole = new SeedRange(first, first + count);
        var next = first;
        var sizes = new List<ulong>();
        for (var shard = 0; shard < shards + 1; shard++)
        {
            var part = whole.Of(new(shard, shards + 1));
            sizes.Add(part?.Count ?? 0);
            if (part is { } some)
            {
                Assert.Equal(next, some.First);
                next = some.Last + 1;
            }
        }

        Assert.Equal(whole.Last + 1, next);
        Assert.InRange(sizes.Max() - sizes.Min(), 0ul, 1ul);
    }

    [Theory]
    [InlineData("1..1000", true)]
    [InlineData("7", true)]
    [InlineData("18446744073709551615", true)]
    [InlineData("2..1", false)]
    [InlineData("0..1000000000", false)]
    [InlineData("1..", false)]
    [InlineData("-1..3", false)]
    [InlineData("1..2..3", false)]
    public void Ranges_are_read_or_refused(string text, bool isRange) =>
        Assert.Equal(isRange, SeedRange.TryParse(text, out _));

    [Theory]
    [InlineData("0/1", true)]
    [InlineData("7/8", true)]
    [InlineData("8/8", false)]
    [InlineData("0/0", false)]
    [InlineData("1", false)]
    [InlineData("-1/2", false)]
    public void Shards_are_read_or_refused(string text, bool isShard) =>
        Assert.Equal(isShard, Shard.TryParse(text, out _));

    [Fact]
    public void Merged_shards_are_the_whole_campaign()
    {
        var seeds = new SeedRange(0, 299);
        var whole = Read(FileOf(seeds, seeds));
        var merged = Read(FileOf(seeds, seeds.Of(new(1, 3))!.Value));
        Assert.False(merged.IsComplete);
        Assert.Null(merged.Merge(Read(FileOf(seeds, seeds.Of(new(2, 3))!.Value))));
        Assert.Null(merged.Merge(Read(FileOf(seeds, seeds.Of(new(0, 3))!.Value))));

        // A shard that was played twice changes nothing.
        Assert.Null(merged.Merge(Read(FileOf(seeds, seeds.Of(new(0, 3))!.Value))));
        Assert.True(merged.IsComplete);
        Assert.Equal(whole.Head, merged.Head);
        Assert.Equal(whole.Seeds, merged.Seeds);
        Assert.Equal(whole.Summary.Worst, merged.Summary.Worst);
        Assert.Equal(whole.Summary.Broken, merged.Summary.Broken);
        Assert.True(whole.Summary.Failed > 0);
    }

    [Fact]
    public void A_line_that_was_cut_off_is_left_out_wherever_it_was_cut()
    {
        var seeds = new SeedRange(10, 12);
        var file = FileOf(seeds, seeds);
        var lines = file.Count(octet => octet == (byte)'\n');
        Assert.Equal(4, lines);
        for (var length = file.AsSpan().IndexOf((byte)'\n') + 1; length < file.Length; length++)
        {
            Assert.Null(CampaignResults.TryRead(
                file.AsMemory(0, length), out var results, out var whole));
            Assert.Equal(
                file[..length].Count(octet => octet == (byte)'\n') - 1, results!.Seeds.Count);
            Assert.Equal((byte)'\n', file[whole - 1]);
        }
    }

    [Fact]
    public void What_is_no_result_is_told_with_its_line()
    {
        var seeds = new SeedRange(10, 12);
        var file = FileOf(seeds, seeds);
        Assert.Equal("it has no head", Wrong([]));
        Assert.Equal("line 1: it is no head of a campaign", Wrong("{}\n"u8));
        Assert.Equal("line 5: it is no seed of a campaign", Wrong([.. file, .. "x\n"u8]));
        Assert.Equal(
            "line 2: seed 10 is not in 11..12",
            Wrong([
                .. CampaignLines.Of(CampaignHead.Of(Pair, new(11, 12))),
                .. CampaignLines.Of(SeedRecord.Of(Pair, 10, CampaignRuns.CrashThenCut), Pair),
            ]));
    }

    [Fact]
    public void Files_of_other_campaigns_and_seeds_with_two_outcomes_are_refused()
    {
        var one = Read(FileOf(new(0, 9), new(0, 4)));
        Assert.Equal(
            "it is of seeds 0..8, not 0..9", one.Merge(Read(FileOf(new(0, 8), new(5, 8)))));
        var other = CampaignHead.Of(Topologies.FrontBack, new(0, 9));
        Assert.StartsWith("it is of the world", one.Merge(new(other, [])));
        Assert.Equal(
            "the world stateful-pair has changed since",
            one.Merge(new(CampaignHead.Of(Pair with { Duration = TimeSpan.FromHours(1) },
                new(0, 9)), [])));
        var lies = one.Seeds[3] with { Faults = one.Seeds[3].Faults + 1 };
        Assert.Equal(
            "seed 3 came out in two ways", one.Merge(new(one.Head, new() { [3] = lies })));
    }

    private static string? Wrong(ReadOnlySpan<byte> file) =>
        CampaignResults.TryRead(file.ToArray(), out _, out _);

    private static CampaignResults Read(byte[] file)
    {
        Assert.Null(CampaignResults.TryRead(file, out var results, out var whole));
        Assert.Equal(file.Length, whole);
        return results!;
    }

    private static byte[] FileOf(SeedRange campaign, SeedRange part)
    {
        List<byte> file = [.. CampaignLines.Of(CampaignHead.Of(Pair, campaign))];
        for (var seed = part.First; seed <= part.Last; seed++)
        {
            file.AddRange(CampaignLines.Of(
                SeedRecord.Of(Pair, seed, CampaignRuns.CrashThenCut), Pair));
        }

        return [.. file];
    }
}
