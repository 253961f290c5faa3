using System.IO.Compression;
using System.Reflection.PortableExecutable;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Packages;

/// <summary>What was built once gives the same packages whenever it is packed, and the same sources
/// give them wherever they are built.</summary>
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

    /// <summary>The compiler says of each assembly that it depends on nothing but its input: not on
    /// the time, not on chance. So what was built anew from the same sources is the same.</summary>
    [Fact]
    public void Every_assembly_of_ours_in_every_package_was_compiled_deterministically()
    {
        var ours = Directory.GetFiles(consumer.Feed, "*.nupkg").SelectMany(Assemblies).ToArray();
        Assert.All(ours, one => Assert.True(one.IsReproducible, one.Name));
        Assert.Equal(
            Consumer.Rooms.Where(room => room != "Cli").Select(room => $"Holdfast.{room}.dll")
                .Concat(["Holdfast.Codec.Generator.dll", "Holdfast.Gateway.dll", "holdfast.dll"])
                .Order(StringComparer.Ordinal),
            ours.Select(one => one.Name).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The codec, and the generator in it, by a compiler of its own each: what another
    /// generator adds in an order that it draws, or a path, would show.</summary>
    [Fact]
    public void Built_in_another_folder_the_package_of_the_codec_is_the_same_to_the_octet()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["one", "the-other"])
        {
            Copy(folder.File(name));
            Consumer.Pack(
                folder.File(name), folder.File(name + "-feed"), "src/Codec", "Release",
                "-p:DeterministicSourcePaths=true", "-p:UseSharedCompilation=false");
        }

        Same(folder.File("one-feed"), folder.File("the-other-feed"), count: 2);
    }

    private static void Copy(string to)
    {
        var ours = new DirectoryInfo(Repository.Root);
        string[] rooms = ["src/Codec", "src/Codec.Generator", "build"];
        foreach (var file in rooms
            .SelectMany(room => new DirectoryInfo(Path.Combine(ours.FullName, room))
                .EnumerateFiles("*", SearchOption.AllDirectories))
            .Concat(ours.EnumerateFiles().Where(file => file.Name is not ".git"))
            .Select(file => Path.GetRelativePath(ours.FullName, file.FullName))
            .Where(file => !file.Split('/').Any(part => part is "bin" or "obj")))
        {
            var there = Path.Combine(to, file);
            Directory.CreateDirectory(Path.GetDirectoryName(there)!);
            File.Copy(Path.Combine(ours.FullName, file), there);
        }

        // What the compiler writes in place of a path is found by the root of a repository.
        Directory.CreateDirectory(Path.Combine(to, ".git", "objects"));
        Directory.CreateDirectory(Path.Combine(to, ".git", "refs"));
        File.WriteAllText(Path.Combine(to, ".git", "HEAD"), new string('7', 40) + "\n");
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

    private static IEnumerable<(string Name, bool IsReproducible)> Assemblies(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        foreach (var entry in archive.Entries.Where(entry =>
            entry.Name.StartsWith("holdfast", StringComparison.OrdinalIgnoreCase)
            && entry.Name.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var octets = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(octets);
            }

            octets.Position = 0;
            using var assembly = new PEReader(octets);
            yield return (entry.Name, assembly.ReadDebugDirectory().Any(one =>
                one.Type == DebugDirectoryEntryType.Reproducible));
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
