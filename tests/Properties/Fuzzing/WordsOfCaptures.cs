using Holdfast.Fuzz;
using Holdfast.Fuzz.Codec;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>Dictionaries hold what speakers in the lab say, besides what schemas say.</summary>
public sealed class WordsOfCaptures
{
    private static readonly string Folder = Path.Combine(Inputs.Root, "fuzz", "dictionaries");

    /// <summary>Written anew with HOLDFAST_UPDATE_GOLDENS=1.</summary>
    [Fact]
    public void Each_dictionary_is_what_the_captures_of_the_lab_say_today()
    {
        var words = new CaptureWords();
        foreach (var file in Directory.GetFiles(
            Path.Combine(Inputs.Root, "tests", "captures", "lab"), "*.pcap",
            SearchOption.AllDirectories))
        {
            words.Add(File.ReadAllBytes(file));
        }

        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach (var family in words.Families)
            {
                File.WriteAllLines(Path.Combine(Folder, $"{family}.dict"), words.Lines(family));
            }
        }

        Assert.Equal(
            words.Families.Select(family => $"{family}.dict"),
            Directory.GetFiles(Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(words.Families, family => Assert.Equal(
            words.Lines(family), File.ReadLines(Path.Combine(Folder, $"{family}.dict"))));
    }

    [Theory]
    [InlineData("ikev1", "4a131c81070358455c5728f20e95452f")]
    [InlineData("ikev2", "6361726f6c")]
    public void Targets_have_them(string name, string word) => Assert.Contains(
        Targets.Named(name)!.Dictionary,
        octets => Convert.ToHexStringLower(octets).Contains(word, StringComparison.Ordinal));

    [Fact]
    public void A_line_is_read_as_it_was_written()
    {
        Assert.Equal("a.b=\"\\x00\\xff\"", WordFile.Line("a.b", [0, 255]));
        Assert.All(
            Directory.GetFiles(Folder), file => Assert.Equal(
                File.ReadAllLines(file).Length,
                WordFile.Of(Path.GetFileNameWithoutExtension(file)).Count()));
        Assert.Empty(WordFile.Of("nobody"));
    }
}
