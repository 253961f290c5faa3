using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Packages;

/// <summary>What a user of the packages gets, and builds with them.</summary>
[Collection(Consumer.Name)]
public sealed class ConsumerTests(Consumer consumer)
{
    [Fact]
    public void The_packages_are_those_of_the_README_each_with_its_symbols() => Assert.Equal(
        Consumer.Rooms
            .SelectMany(room => (string[])
                [$"Holdfast.{room}.0.1.0.nupkg", $"Holdfast.{room}.0.1.0.snupkg"])
            .Order(StringComparer.Ordinal),
        Directory.GetFiles(consumer.Feed).Select(Path.GetFileName)
            .Order(StringComparer.Ordinal));

    [Fact]
    public void A_consumer_builds_from_the_packages_and_runs() => Assert.Equal(
        Consumer.Says, consumer.Build().TrimEnd(), ignoreLineEndingDifferences: true);

    [AotFact]
    public void It_runs_as_a_native_program() => Assert.Equal(
        Consumer.Says, consumer.Publish().TrimEnd(), ignoreLineEndingDifferences: true);

    [Fact]
    public void The_tool_installs_from_its_package_and_decodes()
    {
        var tool = consumer.Install();
        Assert.Contains("decode", consumer.Say(tool, "--help"), StringComparison.Ordinal);

        var capture = Path.Combine(Repository.Root, "samples/captures/tour.pcap");
        Assert.Equal(
            Decoder.Decode(capture).Lines,
            consumer.Say(tool, "decode", "--json", capture)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A tool brings all that it needs, so its package depends on none.</summary>
    [Fact]
    public void The_package_of_the_tool_has_readme_licence_and_symbols_of_all_that_is_ours()
    {
        string[] ours = ["Codec", "Gateway", "Protocol", "Simulation", "StateMachines"];
        var files = FilesOf("Holdfast.Cli.0.1.0.nupkg");
        Assert.Contains("README.md", files);
        Assert.Contains("tools/net10.0/any/holdfast.dll", files);
        Assert.DoesNotContain(
            files, file => file.EndsWith(".xml", StringComparison.Ordinal)
                && file.Contains("Holdfast", StringComparison.Ordinal));
        var elements = Manifest("Holdfast.Cli");
        Assert.Equal("MIT", elements.Single(one => one.Name.LocalName == "license").Value);
        Assert.DoesNotContain(elements, one => one.Name.LocalName == "dependency");
        Assert.Equal(
            [.. ours.Select(room => $"Holdfast.{room}"), "holdfast"],
            FilesOf("Holdfast.Cli.0.1.0.snupkg")
                .Where(file => file.EndsWith(".pdb", StringComparison.Ordinal))
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_package_of_the_codec_carries_the_generator_and_nothing_else_for_the_compiler() =>
        Assert.Equal(
            ["analyzers/dotnet/cs/Holdfast.Codec.Generator.dll"],
            FilesOf("Holdfast.Codec.0.1.0.nupkg")
                .Where(file => file.StartsWith("analyzers/", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_package_is_checked_when_it_is_packed(string room) =>
        Assert.True(File.Exists(Consumer.CheckOf(room)), $"no {Consumer.CheckOf(room)}");

    /// <summary>Every package but the tool, which has no surface that the SDK would check.</summary>
    public static TheoryData<string> Libraries => [.. Consumer.Rooms.Where(room => room != "Cli")];

    [Theory]
    [InlineData("Holdfast.Codec", "")]
    [InlineData("Holdfast.Protocol", "BouncyCastle.Cryptography Holdfast.Codec")]
    [InlineData("Holdfast.StateMachines", "Holdfast.Codec Holdfast.Protocol")]
    [InlineData(
        "Holdfast.Simulation", "Holdfast.Codec Holdfast.Protocol Holdfast.StateMachines")]
    [InlineData(
        "Holdfast.Testing",
        "FsCheck Holdfast.Codec Holdfast.Protocol Holdfast.Simulation Holdfast.StateMachines")]
    public void A_package_has_documentation_symbols_licence_and_no_other_dependency(
        string name, string dependencies)
    {
        var files = FilesOf($"{name}.0.1.0.nupkg");
        Assert.Contains("README.md", files);
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        var elements = Manifest(name);
        Assert.Equal("MIT", elements.Single(one => one.Name.LocalName == "license").Value);
        Assert.Equal(
            dependencies,
            string.Join(' ', elements.Where(one => one.Name.LocalName == "dependency")
                .Select(one => (string)one.Attribute("id")!).Order(StringComparer.Ordinal)));
        Assert.Contains($"lib/net10.0/{name}.pdb", FilesOf($"{name}.0.1.0.snupkg"));
    }

    /// <summary>What a package depends on is what its own assembly uses.</summary>
    [Theory]
    [MemberData(nameof(Libraries))]
    public void What_a_package_depends_on_is_used(string room)
    {
        var name = $"Holdfast.{room}";
        var used = UsedBy(name);
        var dependencies = Manifest(name)
            .Where(one => one.Name.LocalName == "dependency")
            .Select(one => (string)one.Attribute("id")!).ToArray();
        Assert.Equal(room == "Codec", dependencies.Length == 0);

        // The package of BouncyCastle is called as its assembly is.
        Assert.All(dependencies, one => Assert.Contains(one, used));
        Assert.Equal(room == "Protocol", dependencies.Contains("BouncyCastle.Cryptography"));
        Assert.Equal(room == "Testing", dependencies.Contains("FsCheck"));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_package_has_a_README_of_its_own_and_symbols_that_fit(string room)
    {
        using var package = Open($"Holdfast.{room}.0.1.0.nupkg");
        using var readme = new StreamReader(package.GetEntry("README.md")!.Open());
        var text = readme.ReadToEnd();
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, "src", room, "README.md")), text);
        Assert.StartsWith($"# Holdfast.{room}\n\n", text, StringComparison.Ordinal);

        // A link to a page of the repository leads nowhere from where a package is read.
        Assert.DoesNotContain("](", text, StringComparison.Ordinal);
        using var symbols = Open($"Holdfast.{room}.0.1.0.snupkg");
        var ours = package.Entries.Where(entry =>
            entry.Name.StartsWith("holdfast", StringComparison.OrdinalIgnoreCase)
            && entry.Name.EndsWith(".dll", StringComparison.Ordinal)
            && !entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(ours);
        Assert.All(ours, entry =>
        {
            using var assembly = new PEReader(new MemoryStream(Octets(entry)));
            var pdb = symbols.GetEntry($"{entry.FullName[..^4]}.pdb");
            Assert.True(pdb is not null, entry.FullName);
            using var provider = MetadataReaderProvider.FromPortablePdbStream(
                new MemoryStream(Octets(pdb)));
            Assert.Equal(
                assembly.ReadCodeViewDebugDirectoryData(assembly.ReadDebugDirectory().First(
                    one => one.Type == DebugDirectoryEntryType.CodeView)).Guid,
                new BlobContentId(provider.GetMetadataReader().DebugMetadataHeader!.Id).Guid);
        });
    }

    /// <summary>Every package.</summary>
    public static TheoryData<string> Rooms => [.. Consumer.Rooms];

    private HashSet<string> UsedBy(string name)
    {
        using var archive = Open($"{name}.0.1.0.nupkg");
        using var assembly = new PEReader(new MemoryStream(
            Octets(archive.GetEntry($"lib/net10.0/{name}.dll")!)));
        var metadata = assembly.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(one =>
            metadata.GetString(metadata.GetAssemblyReference(one).Name))];
    }

    private ZipArchive Open(string package) =>
        ZipFile.OpenRead(Path.Combine(consumer.Feed, package));

    private static byte[] Octets(ZipArchiveEntry entry)
    {
        using var octets = new MemoryStream();
        using var stream = entry.Open();
        stream.CopyTo(octets);
        return octets.ToArray();
    }

    private string[] FilesOf(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(consumer.Feed, package));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }

    private XElement[] Manifest(string name)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(consumer.Feed, $"{name}.0.1.0.nupkg"));
        using var manifest = archive.GetEntry($"{name}.nuspec")!.Open();
        return [.. XDocument.Load(manifest).Descendants()];
    }
}

/// <summary>A fact that compiles to native code.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class AotFactAttribute : FactAttribute
{
    /// <summary>Skips where the native compiler or a linker is absent.</summary>
    public AotFactAttribute() => Skip = !Compiler.Exists
        ? "the package of the native compiler is absent"
        : !OperatingSystem.IsLinux() || Linker is not null
            ? null
            : "neither clang nor gcc is installed: nothing links native code";

    private static DirectoryInfo Compiler => new(Path.Combine(
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget/packages"),
        "microsoft.dotnet.ilcompiler"));

    private static string? Linker => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(folder => (string[])
            [Path.Combine(folder, "clang"), Path.Combine(folder, "gcc")])
        .FirstOrDefault(File.Exists);
}
