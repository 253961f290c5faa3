using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Testing.Draws;

/// <summary>
/// Makes generators with shrinkers out of functions that draw. Whatever is drawn by numbers shrinks
/// by numbers: no type needs a shrinker of its own.
/// </summary>
public static class Draw
{
    // By reference: of what was drawn, which numbers it was drawn by.
    private static readonly ConditionalWeakTable<object, uint[]> NumbersOf = [];

    /// <summary>Cases with the numbers that they were drawn by.</summary>
    public static Arbitrary<Drawn<T>> Cases<T>(Func<Choices, T> draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        return Arb.From(
            Gen.Choose(int.MinValue, int.MaxValue).Select(seed => Drawn<T>.Of(seed, draw)),
            drawn => drawn.Simpler(draw));
    }

    /// <summary>The same for FsCheck's parameters, which hold nothing besides the value.</summary>
    public static Arbitrary<T> Values<T>(Func<Choices, T> draw)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(draw);
        return Arb.From(
            Gen.Choose(int.MinValue, int.MaxValue)
                .Select(seed => Noted(Drawn<T>.Of(seed, draw))),
            value => NumbersOf.TryGetValue(value, out var numbers)
                ? new Drawn<T>(numbers, value).Simpler(draw).Select(Noted)
                : []);
    }

    /// <summary>The numbers that a value of <see cref="Values"/> was drawn by; empty: it was not.
    /// </summary>
    internal static IReadOnlyList<uint> NumbersBehind(object value) =>
        NumbersOf.TryGetValue(value, out var numbers) ? numbers : [];

    private static T Noted<T>(Drawn<T> drawn)
        where T : class
    {
        NumbersOf.AddOrUpdate(drawn.Value, [.. drawn.Numbers]);
        return drawn.Value;
    }
}
