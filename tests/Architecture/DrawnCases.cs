namespace Holdfast.Tests.Architecture;

/// <summary>HOLDFAST_PROPERTY_RUNS counts for every property: each has the attribute of
/// tests/Property.cs, which no file brings FsCheck's own one in front of. HOLDFAST_PROPERTY_SEED
/// counts for every sample.</summary>
public sealed class DrawnCases
{
    private const string Foreign = "FsCheck." + "Xunit";
    private const string Sample = "Generator." + "Sample(";
    private const string Seeded = "tests/Properties/Testing/Seeded.cs";

    private static readonly string[] Allowed = ["tests/Property.cs", "tests/SameCases.cs"];

    [Fact]
    public void No_property_has_the_attribute_of_FsCheck_itself() =>
        Rule.Holds(Own(Repository.Under("tests/", ".cs").Select(file =>
            (file, Repository.Read(file)))));

    [Fact]
    public void A_property_with_the_attribute_of_FsCheck_is_seen()
    {
        Rule.Bites(Own([("tests/a.cs", $"using {Foreign};\n")]), "tests/a.cs");
        Rule.Bites(Own([("tests/a.cs", $"    [{Foreign}.Property]\n")]), "tests/a.cs");
        Rule.Holds(Own([("tests/a.cs", "    [Property(MaxTest = 3)]\n")]));
        Rule.Holds(Own([("tests/SameCases.cs", $"class A : {Foreign}.PropertiesAttribute;")]));
    }

    [Fact]
    public void No_sample_is_drawn_without_a_seed() =>
        Rule.Holds(Unseeded(((string[])["tests/", "samples/"]).SelectMany(folder =>
            Repository.Under(folder, ".cs").Select(file => (file, Repository.Read(file))))));

    [Fact]
    public void A_sample_without_a_seed_is_seen()
    {
        Rule.Bites(Unseeded([("tests/a.cs", "arbitrary." + Sample + "20, 5)")]), "tests/a.cs");
        Rule.Holds(Unseeded([("tests/a.cs", "Seeded.Sample(arbitrary, 20, 5)")]));
        Rule.Holds(Unseeded([(Seeded, "arbitrary." + Sample + "20, new Rnd(1, 3), 5)")]));
    }

    private static IEnumerable<string> Unseeded(IEnumerable<(string File, string Text)> sources) =>
        sources
            .Where(one => one.File != Seeded
                && one.Text.Contains(Sample, StringComparison.Ordinal))
            .Select(one => $"{one.File} samples without a seed: other cases in each run");

    private static IEnumerable<string> Own(IEnumerable<(string File, string Text)> sources) =>
        sources
            .Where(one => !Allowed.Contains(one.File)
                && one.Text.Contains(Foreign, StringComparison.Ordinal))
            .Select(one => $"{one.File} names {Foreign}: its attributes ignore "
                + "HOLDFAST_PROPERTY_RUNS");
}
