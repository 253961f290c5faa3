namespace Holdfast.Simulation.Explorer;

/// <summary>A number for each state that was found.</summary>
internal sealed class Marks
{
    private readonly int[][] _marks;

    public Marks(StateStore store)
    {
        _marks = new int[StateReference.ShardCount][];
        for (var shard = 0; shard < _marks.Length; shard++)
        {
            _marks[shard] = new int[store.Shards[shard].Count];
        }
    }

    /// <summary>The number of a state, 0 at first.</summary>
    public ref int this[uint state] =>
        ref _marks[StateReference.ShardOf(state)][StateReference.PlaceOf(state)];
}
