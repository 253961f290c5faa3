using System.IO.Compression;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Packages;

/// <summary>What was built once gives the same packages whenever it is packed.</summary>
[Collection(Consumer.Name)]
public sealed class SameOctets(Consumer consumer)
{
    /// <summary>Archives know when a file came into them: of a package it is always the same time.
    /// </summary>
    [Fact]
    public void Packed_again_every_package_is_the_same_to_the_octet()
    {
        using var folder = new TemporaryFolder();
        Consumer.PackAgain(folder.File("again"));
        Same(consumer.Feed, folder.File("again"), 2 * Consumer.Rooms.Count);
    }

    private static void Same(string expected, string actual, int count)
    {
        var packages = Directory.GetFiles(actual).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(count, packages.Length);
        foreach (var package in packages)
        {
            var (one, other) = (Path.Combine(expected, Path.GetFileName(package)), package);
            Assert.True(
                File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other)),
                $"{Path.GetFileName(package)} differs in {string.Join(", ", Differing(one, other))}");
        }
    }

    private static IEnumerable<string> Differing(string one, string other)
    {
        var (left, right) = (Entries(one), Entries(other));
        return left.Keys.Union(right.Keys)
            .Where(name => left.GetValueOrDefault(name) != right.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal);
    }

    private static Dictionary<string, (uint, DateTimeOffset)> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return archive.Entries.ToDictionary(
            entry => entry.FullName, entry => (entry.Crc32, entry.LastWriteTime));
    }
}
