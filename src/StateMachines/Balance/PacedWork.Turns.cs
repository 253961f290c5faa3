using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Codec;
using Holdfast.StateMachines.Replication;

namespace Holdfast.StateMachines.Balance;

/// <content>Who waits, in order.</content>
public static partial class PacedWork
{
    /// <summary>
    /// The places that wait, in the order of their turns; immutable and equal by content. They lie
    /// in blocks of 16 turns, and the first block lies apart: taking the first place copies no more
    /// than that block, however many wait.
    /// </summary>
    public readonly record struct Turns : IReadOnlyCollection<Place>
    {
        private const int BlockBits = 4;

        private readonly Block? _first;
        private readonly Table<Block> _behind;

        private Turns(Block? first, Table<Block> behind, int count)
        {
            _first = first;
            _behind = behind;
            Count = count;
        }

        /// <summary>How many wait.</summary>
        public int Count { get; }

        /// <summary>Whose turn it is; null: nobody waits.</summary>
        public Place? First => _first?.Places[0];

        /// <summary>Whether a place waits.</summary>
        public bool Contains(Place place) =>
            TryFind(KeyOf(place), out var block) && block.IndexOf(place) >= 0;

        /// <summary>With one more that waits.</summary>
        public Turns With(Place place)
        {
            var key = KeyOf(place);
            return _first is null ? new(Block.Of(key, place), default, 1)
                : key < _first.Key
                    ? new(Block.Of(key, place), _behind.With(_first), Count + 1)
                    : Put(
                        TryFind(key, out var block) ? block.With(place) : Block.Of(key, place),
                        Count + 1);
        }

        /// <summary>Without one that waits.</summary>
        public Turns Without(Place place)
        {
            if (!TryFind(KeyOf(place), out var block)
                || block.IndexOf(place) is not (>= 0 and var at))
            {
                return this;
            }

            return block.Places.Count > 1 ? Put(block.Without(at), Count - 1)
                : block.Key != _first!.Key
                    ? new(_first, _behind.Without(block.Key), Count - 1)
                    : _behind.First is { } next
                        ? new(next, _behind.Without(next.Key), Count - 1)
                        : default;
        }

        /// <inheritdoc/>
        public IEnumerator<Place> GetEnumerator() =>
            (_first?.Places ?? []).Concat(_behind.SelectMany(block => block.Places))
                .GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        private static UInt128 KeyOf(Place place) => place.Order >> BlockBits;

        private Turns Put(Block block, int count) => block.Key == _first!.Key
            ? new(block, _behind, count)
            : new(_first, _behind.With(block), count);

        private bool TryFind(UInt128 key, [NotNullWhen(true)] out Block? block)
        {
            block = _first;
            return _first?.Key == key || _behind.TryFind(key, out block);
        }
    }

    /// <summary>Places whose turns follow each other.</summary>
    private sealed record Block(UInt128 Key, Items<Place> Places, StateDigest Digest) : IRow
    {
        public static Block Of(UInt128 key, Place place) => new(key, [place], place.Digest);

        public int IndexOf(Place place)
        {
            for (var at = 0; at < Places.Count; at++)
            {
                if (Places[at].Order == place.Order)
                {
                    return at;
                }
            }

            return -1;
        }

        public Block With(Place place)
        {
            var at = 0;
            while (at < Places.Count && Places[at].Order < place.Order)
            {
                at++;
            }

            var places = Places.Span;
            return new(
                Key, [.. places[..at], place, .. places[at..]],
                new(unchecked(Digest.Value + place.Digest.Value)));
        }

        public Block Without(int at) => new(
            Key, Places.Without(at),
            new(unchecked(Digest.Value - Places[at].Digest.Value)));
    }
}
