using System.Diagnostics;
using Holdfast.Fuzz.Campaigns;
using Holdfast.Fuzz.Schemas;

namespace Holdfast.Fuzz;

/// <summary>
/// What a target has got to: it says so behind its own decoding, and a bug that is planted sees
/// nothing else. In a build that plants none nothing is said.
/// </summary>
internal static class Reached
{
    private const string Planted = "HOLDFAST_PLANTED";

    /// <summary>Whether anything is said.</summary>
#if HOLDFAST_PLANTED
    public static bool IsSaid => true;
#else
    public static bool IsSaid => false;
#endif

    /// <summary>The numbers of what the last execution has got to, in their order.</summary>
    public static NumbersOf All { get; } = new();

    /// <summary>A number.</summary>
    [Conditional(Planted)]
    public static void Number(long number) => All.Add((ulong)number);

    /// <summary>A digest of all numbers so far: one that says a little of each.</summary>
    [Conditional(Planted)]
    public static void Digest() => All.AddDigest();

    /// <summary>A digest of octets that came out.</summary>
    [Conditional(Planted)]
    public static void Digest(ReadOnlySpan<byte> octets) => All.AddDigest(octets);

    /// <summary>A value, with all that is inside it.</summary>
    [Conditional(Planted)]
    public static void Value(object? value) => All.AddValue(value);

    /// <summary>Octets that came out.</summary>
    [Conditional(Planted)]
    public static void Octets(ReadOnlySpan<byte> octets) => All.AddOctets(octets);

    /// <summary>Fields of what came out.</summary>
    [Conditional(Planted)]
    public static void Fields(InputShape shape, ReadOnlySpan<byte> octets) =>
        All.AddFields(shape, octets);
}
