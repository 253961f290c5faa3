using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>Samples of FsCheck's generators: those of the seed of this run, as all cases are.
/// </summary>
internal static class Seeded
{
    /// <summary>So many values of a size. FsCheck makes no more different ones than the size says.
    /// </summary>
    public static T[] Sample<T>(Arbitrary<T> arbitrary, int size, int count) =>
        Sample(arbitrary, size, count, Begin());

    /// <summary>The same from a place where the run begins.</summary>
    public static T[] Sample<T>(Arbitrary<T> arbitrary, int size, int count, Rnd begin) =>
        [.. arbitrary.Generator.Sample(size, begin, count)];

    /// <summary>Where this run begins; another place each time where it has no seed.</summary>
    public static Rnd Begin() =>
        SameCasesAttribute.Seed is var (seed, gamma) ? new Rnd(seed, gamma) : new Rnd();
}
