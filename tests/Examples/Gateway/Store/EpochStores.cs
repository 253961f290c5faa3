using Holdfast.Gateway;
using Holdfast.Gateway.Store;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Tests.Examples.Gateway.Store;

/// <summary>What a store has after a restart, and what it is not believed.</summary>
public sealed class EpochStores : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast").FullName;

    private string File => Path.Combine(_folder, "alice.epoch");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_first_start_finds_nothing_and_the_next_one_what_was_written()
    {
        BootId first;
        using (var store = EpochStore.Open(File, 1))
        {
            first = store.Start.Boot;
            Assert.Equal(StoreCondition.Missing, store.Start.Store);
            Assert.Equal(Epoch.None, store.Start.Epoch);
            Assert.Equal(1U, store.Start.Generation);
            store.Persist(new(7, 1));
            store.Persist(new(6, 2));
        }

        using var next = EpochStore.Open(File, 1);
        Assert.Equal(StoreCondition.Kept, next.Start.Store);
        Assert.Equal(new Epoch(7, 1), next.Start.Epoch);
        Assert.Equal(2U, next.Start.Generation);
        Assert.NotEqual(first, next.Start.Boot);
        Assert.NotEqual(default, next.Start.Boot);
    }

    [Fact]
    public void A_file_that_is_torn_at_any_octet_counts_as_missing()
    {
        EpochStore.Open(File, 1).Dispose();
        var whole = System.IO.File.ReadAllBytes(File);
        for (var length = 0; length < whole.Length - 1; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Assert.Null(EpochStore.Read(File, 1));
        }

        for (var at = 0; at < whole.Length - 1; at++)
        {
            var spoilt = whole.ToArray();
            spoilt[at] ^= 1;
            System.IO.File.WriteAllBytes(File, spoilt);
            Assert.Null(EpochStore.Read(File, 1));
        }

        System.IO.File.WriteAllBytes(File, whole);
        Assert.NotNull(EpochStore.Read(File, 1));
    }

    [Fact]
    public void The_store_of_another_member_counts_as_missing()
    {
        EpochStore.Open(File, 2).Dispose();
        using var store = EpochStore.Open(File, 1);
        Assert.Equal(StoreCondition.Missing, store.Start.Store);
    }

    [Fact]
    public void A_write_that_was_cut_off_leaves_what_was_there_before()
    {
        using (var store = EpochStore.Open(File, 1))
        {
            store.Persist(new(7, 1));
        }

        System.IO.File.WriteAllText(File + ".next", "holdfast-epoch-1 1 9");
        using var next = EpochStore.Open(File, 1);
        Assert.Equal(new Epoch(7, 1), next.Start.Epoch);
    }

    [Fact]
    public void Two_processes_do_not_have_one_store()
    {
        using var store = EpochStore.Open(File, 1);
        var refused = Assert.Throws<GatewayException>(() => EpochStore.Open(File, 1));
        Assert.Contains("does the member run already?", refused.Message);
    }

    [Fact]
    public void A_place_that_can_not_be_written_is_told()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder, "file"), "");
        var refused = Assert.Throws<GatewayException>(
            () => EpochStore.Open(Path.Combine(_folder, "file", "epoch"), 1));
        Assert.Contains("file/epoch", refused.Message);
    }
}
