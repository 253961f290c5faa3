using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// A target with a bug behind it: what it has got to (<see cref="Reached"/>) breaks a claim where it
/// has the bug; of the input itself the bug sees nothing. Only a build with
/// HoldfastPlanted has such targets, so no campaign meets one.
/// </summary>
/// <param name="sound">The target.</param>
/// <param name="inTree">Inputs that do not have the bug.</param>
internal sealed class PlantedTarget(
    IFuzzTarget sound, Func<IFuzzTarget, IEnumerable<byte[]>> inTree) : IFuzzTarget
{
    private readonly Lazy<PlantedBug> _bug = new(() => new(inTree(sound).Select(
        input => NumbersOf(sound, input))));

    private long _executions;
    private long _found;

    /// <inheritdoc/>
    public string Name => sound.Name;

    /// <inheritdoc/>
    public string Claim => $"{sound.Claim}; and a bug that was planted is found";

    /// <inheritdoc/>
    public TargetRooms Rooms => sound.Rooms;

    /// <inheritdoc/>
    public int LengthMax => sound.LengthMax;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary => sound.Dictionary;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds => sound.Seeds;

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input)
    {
        var bug = _bug.Value;
        _executions++;
        if (bug.IsHit(NumbersOf(sound, input)))
        {
            _found = _found == 0 ? _executions : _found;
            throw new ClaimBrokenException(
                "no bug is planted", $"one is, found by execution {_found}");
        }
    }

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => sound.Examine(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input) => sound.ShapeOf(input);

    private static IReadOnlyList<ulong> NumbersOf(IFuzzTarget sound, ReadOnlySpan<byte> input)
    {
        Reached.All.Clear();
        sound.Run(input);
        return Reached.All.Numbers;
    }
}
