using Holdfast.StateMachines.Replication;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.StateMachines.Replication;

/// <summary>A table does what a sorted dictionary does, and is the same however it came to be.
/// </summary>
public sealed class TablesAndModels
{
    private const int Runs = 1_000;

    [Fact]
    public void A_table_has_the_rows_of_a_sorted_dictionary_in_its_order() =>
        ForAll.Cases(Runs, Draw, changes =>
        {
            var (table, model) = Done(changes);
            Assert.Equal(model.Values, table);
            Assert.Equal(model.Count, table.Count);
            Assert.Equal(model.Values.FirstOrDefault(), table.First);
            for (var skip = 0; skip <= model.Count; skip++)
            {
                Assert.Equal(model.Values.Skip(skip), table.From(skip));
            }
        });

    [Fact]
    public void Each_key_is_found_and_so_is_the_first_row_from_any_key_on() =>
        ForAll.Cases(Runs, Draw, changes =>
        {
            var (table, model) = Done(changes);
            foreach (var change in changes)
            {
                foreach (var key in (UInt128[])[change.Key, change.Key + 1, change.Key - 1])
                {
                    Assert.Equal(model.GetValueOrDefault(key), table.Find(key));
                    Assert.Equal(
                        model.Values.FirstOrDefault(row => row.Key >= key), table.FirstFrom(key));
                }
            }
        });

    /// <summary>And its digest is the sum of those of its rows.</summary>
    [Fact]
    public void The_same_rows_make_equal_tables_whatever_came_and_went_before() =>
        ForAll.Cases(Runs, Draw, changes =>
        {
            var (table, model) = Done(changes);
            var other = default(Table<Row>);
            foreach (var row in model.Values.Reverse())
            {
                other = other.With(row with { });
            }

            Assert.Equal(other, table);
            Assert.Equal(other.GetHashCode(), table.GetHashCode());
            Assert.Equal(
                model.Values.Aggregate(0UL, (sum, row) => unchecked(sum + row.Digest.Value)),
                table.Digest.Value);
            foreach (var row in model.Values)
            {
                Assert.NotEqual(table, table.Without(row.Key));
                Assert.NotEqual(table, table.With(row with { Content = row.Content + 1 }));
                Assert.Equal(table, table.Without(row.Key).With(row));
            }
        });

    [Fact]
    public void A_change_leaves_the_table_before_it_as_it_was() =>
        ForAll.Cases(Runs, Draw, changes =>
        {
            var before = new List<(Table<Row> Table, Row[] Rows)>();
            var table = default(Table<Row>);
            foreach (var change in changes)
            {
                before.Add((table, [.. table]));
                table = change.Apply(table);
            }

            Assert.All(before, one => Assert.Equal(one.Rows, one.Table));
        });

    /// <summary>Two equal sums are one chance in 2^64: rows are looked at, too.</summary>
    [Fact]
    public void Rows_with_one_digest_and_other_contents_are_not_equal()
    {
        var one = default(Table<Row>).With(new(1, 5) { Says = 9 });
        Assert.NotEqual(one, default(Table<Row>).With(new(1, 6) { Says = 9 }));
        Assert.NotEqual(one, default(Table<Row>).With(new(2, 5) { Says = 9 }));
        Assert.NotEqual(
            one.With(new(4, 5) { Says = 9 }),
            default(Table<Row>).With(new(1, 5) { Says = 9 }).With(new(16, 5) { Says = 9 }));
    }

    private static (Table<Row> Table, SortedDictionary<UInt128, Row> Model) Done(Edit[] changes)
    {
        var (table, model) = (default(Table<Row>), new SortedDictionary<UInt128, Row>());
        foreach (var change in changes)
        {
            table = change.Apply(table);
            if (change.IsGone)
            {
                model.Remove(change.Key);
            }
            else
            {
                model[change.Key] = new(change.Key, change.Content);
            }
        }

        return (table, model);
    }

    // Keys that lie close, far apart, and differ in one bit anywhere.
    private static Edit[] Draw(Choices choices) =>
    [
        .. Enumerable.Range(0, choices.Below(80)).Select(_ => new Edit(
            choices.Below(4) switch
            {
                0 => (UInt128)(uint)choices.Below(40),
                1 => UInt128.One << choices.Below(128),
                2 => UInt128.MaxValue - (uint)choices.Below(3),
                _ => ((UInt128)(uint)choices.Below(5) << 64) | (uint)choices.Below(9),
            },
            choices.Below(3) == 0, choices.Below(3))),
    ];

    private readonly record struct Edit(UInt128 Key, bool IsGone, int Content)
    {
        public Table<Row> Apply(Table<Row> table) =>
            IsGone ? table.Without(Key) : table.With(new(Key, Content));
    }

    private sealed record Row(UInt128 Key, int Content) : IRow
    {
        public ulong? Says { get; init; }

        public StateDigest Digest => Says is { } says
            ? new(says)
            : StateDigest.Of((ulong)Key).With((ulong)(Key >> 64)).With((ulong)Content);
    }
}
