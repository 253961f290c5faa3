using System.Globalization;
using System.Runtime.CompilerServices;

namespace Holdfast.StateMachines;

/// <summary>
/// A point of monotonic time, in ticks of 100 ns from an origin that the caller chooses. Sums
/// saturate: no arithmetic of a machine throws.
/// </summary>
/// <param name="Ticks">Ticks from the origin; negative ones lie before it.</param>
public readonly record struct Instant(long Ticks) : IComparable<Instant>
{
    /// <summary>The origin; states are explored as if it were now.</summary>
    public static Instant Zero => default;

    /// <summary>Whole milliseconds after the origin.</summary>
    public static Instant FromMilliseconds(long milliseconds) =>
        Zero + TimeSpan.FromTicks(
            Math.Clamp(milliseconds, MillisecondsMin, MillisecondsMax)
            * TimeSpan.TicksPerMillisecond);

    /// <summary>The earlier of two deadlines; null is none.</summary>
    public static Instant? Earliest(Instant? one, Instant? other) =>
        one is not { } left ? other
        : other is not { } right ? one
        : left < right ? left : right;

    /// <summary>The later of two instants.</summary>
    public static Instant Latest(Instant one, Instant other) => one > other ? one : other;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    /// <summary>Seconds from the origin, as decimal.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(decimal)Ticks / TimeSpan.TicksPerSecond:0.000####}s");

    // Every guard of every machine is one of these, and a step is so large that the compiler would
    // call them where it runs out of its budget.

    /// <summary>The instant so much later.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Instant operator +(Instant from, TimeSpan by) => new(Sum(from.Ticks, by.Ticks));

    /// <summary>The instant so much earlier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Instant operator -(Instant from, TimeSpan by) =>
        new(Difference(from.Ticks, by.Ticks));

    /// <summary>The time from one instant to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TimeSpan operator -(Instant to, Instant from) =>
        new(Difference(to.Ticks, from.Ticks));

    /// <summary>Earlier than.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    /// <summary>Later than.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    /// <summary>Earlier than or at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    /// <summary>Later than or at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;

    private const long MillisecondsMax = long.MaxValue / TimeSpan.TicksPerMillisecond;
    private const long MillisecondsMin = long.MinValue / TimeSpan.TicksPerMillisecond;

    private static long Sum(long one, long other)
    {
        var sum = unchecked(one + other);
        var overflowed = ((one ^ sum) & (other ^ sum)) < 0;
        return !overflowed ? sum : one < 0 ? long.MinValue : long.MaxValue;
    }

    private static long Difference(long one, long other)
    {
        var difference = unchecked(one - other);
        var overflowed = ((one ^ other) & (one ^ difference)) < 0;
        return !overflowed ? difference : one < 0 ? long.MinValue : long.MaxValue;
    }
}
