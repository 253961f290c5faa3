using FsCheck;
using FsCheck.Fluent;

namespace Holdfast.Tests.Properties.Testing;

/// <summary>Samples of FsCheck's generators: those of the seed of this run, as all cases are.
/// </summary>
internal static class Seeded
{
    /// <summary>So many values of a size.</summary>
    public static T[] Sample<T>(Arbitrary<T> arbitrary, int size, int count) =>
        [.. arbitrary.Generator.Sample(
            size,
            SameCasesAttribute.Seed is var (seed, gamma) ? new Rnd(seed, gamma) : new Rnd(),
            count)];
}
