using Holdfast.Codec;
using Holdfast.StateMachines.Replication;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.StateMachines.Rri;

/// <content>What is kept of each prefix and of each SA.</content>
public sealed partial record RouteTable
{
    /// <summary>The prefixes that hold an SA back.</summary>
    private sealed record Held(ulong Sa, Items<Key> Keys) : IRow
    {
        UInt128 IRow.Key => Sa;

        public StateDigest Digest => StateDigest.Of(Sa).With((ulong)Keys.Count);
    }

    /// <summary>
    /// A prefix and its machine. Those of other lengths and routing tables that begin at the same
    /// address follow it, the lowest first: nearly always there is one.
    /// </summary>
    private sealed record Entry(Key Key, Config Config, State State, Entry? Next = null) : IRow
    {
        UInt128 IRow.Key => Key.Prefix.Address.Value;

        // Only what finds the row and tells most tables apart: states are compared anyway.
        public StateDigest Digest =>
            StateDigest.Of((ulong)(Key.Prefix.Address.Value >> 64))
                .With((ulong)Key.Prefix.Address.Value)
                .With(((ulong)Key.Vrf << 8) | (byte)Key.Prefix.Length);

        public static Entry? In(Entry? chain, Key key)
        {
            while (chain is not null && chain.Key != key)
            {
                chain = chain.Next;
            }

            return chain;
        }

        public static Entry Put(Entry? chain, Entry entry) =>
            chain is null || entry.Key < chain.Key ? entry with { Next = chain }
            : entry.Key == chain.Key
                ? ReferenceEquals(entry.Next, chain.Next) ? entry : entry with { Next = chain.Next }
            : chain with { Next = Put(chain.Next, entry) };

        public static Entry? Drop(Entry chain, Key key) => chain.Key == key
            ? chain.Next
            : chain with { Next = Drop(chain.Next!, key) };
    }

    /// <summary>The prefixes, found by their first addresses.</summary>
    private readonly record struct Entries(Table<Entry> Rows, int Count)
    {
        public Entry? Find(Key key) => Entry.In(Rows.Find(key.Prefix.Address.Value), key);

        public Entries With(Entry entry)
        {
            var chain = Rows.Find(entry.Key.Prefix.Address.Value);
            return new(
                Rows.With(
                    chain is null && entry.Next is null ? entry : Entry.Put(chain, entry)),
                Entry.In(chain, entry.Key) is null ? Count + 1 : Count);
        }

        public Entries Without(Key key)
        {
            var address = key.Prefix.Address.Value;
            return Rows.Find(address) is not { } chain || Entry.In(chain, key) is null ? this
                : new(
                    Entry.Drop(chain, key) is { } left ? Rows.With(left) : Rows.Without(address),
                    Count - 1);
        }

        /// <summary>All of them in the order of their keys, which is not that of the rows: they
        /// are sorted.</summary>
        public IEnumerable<Entry> InOrder()
        {
            var all = new List<Entry>(Count);
            foreach (var row in Rows)
            {
                for (var entry = row; entry is not null; entry = entry.Next)
                {
                    all.Add(entry);
                }
            }

            all.Sort(static (one, other) => one.Key.CompareTo(other.Key));
            return all;
        }

        /// <summary>Whether nothing was put here or taken away since.</summary>
        public bool IsSame(Entries other) => Rows.IsSame(other.Rows);
    }
}
