using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// A target with a bug behind it: what it has read without complaint breaks a claim where it has
/// the bug. Only a build with HoldfastPlanted has such targets, so no campaign meets one.
/// </summary>
/// <param name="sound">The target.</param>
/// <param name="inTree">Inputs that do not have the bug.</param>
internal sealed class PlantedTarget(
    IFuzzTarget sound, Func<IFuzzTarget, IEnumerable<byte[]>> inTree) : IFuzzTarget
{
    private readonly Lazy<PlantedBug> _bug = new(() => new(sound, [.. inTree(sound)]));
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
        _executions++;
        sound.Run(input);
        if (_bug.Value.IsHit(input))
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
}
