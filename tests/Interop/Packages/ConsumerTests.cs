using System.IO.Compression;
using System.Xml.Linq;
using Holdfast.Tests.Interop.Corpus;

namespace Holdfast.Tests.Interop.Packages;

/// <summary>What a user of the packages gets, and builds with them.</summary>
public sealed class ConsumerTests(Consumer consumer) : IClassFixture<Consumer>
{
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

    /// <summary>Versions are pinned centrally, so what Protocol needs its users name too.</summary>
    [Theory]
    [InlineData("Holdfast.Codec", "")]
    [InlineData("Holdfast.Protocol", "BouncyCastle.Cryptography Holdfast.Codec")]
    [InlineData(
        "Holdfast.StateMachines", "BouncyCastle.Cryptography Holdfast.Codec Holdfast.Protocol")]
    [InlineData(
        "Holdfast.Simulation",
        "BouncyCastle.Cryptography Holdfast.Codec Holdfast.Protocol Holdfast.StateMachines")]
    [InlineData(
        "Holdfast.Testing",
        "BouncyCastle.Cryptography FsCheck Holdfast.Codec Holdfast.Protocol "
            + "Holdfast.Simulation Holdfast.StateMachines")]
    public void A_package_has_documentation_symbols_licence_and_no_other_dependency(
        string name, string dependencies)
    {
        using var package = ZipFile.OpenRead(
            Path.Combine(consumer.Feed, $"{name}.0.1.0.nupkg"));
        var files = package.Entries.Select(entry => entry.FullName).ToArray();
        Assert.Contains("README.md", files);
        Assert.Contains($"lib/net10.0/{name}.dll", files);
        Assert.Contains($"lib/net10.0/{name}.xml", files);
        using var manifest = package.GetEntry($"{name}.nuspec")!.Open();
        var elements = XDocument.Load(manifest).Descendants().ToArray();
        Assert.Equal("MIT", elements.Single(one => one.Name.LocalName == "license").Value);
        Assert.Equal(
            dependencies,
            string.Join(' ', elements.Where(one => one.Name.LocalName == "dependency")
                .Select(one => (string)one.Attribute("id")!).Order(StringComparer.Ordinal)));

        using var symbols = ZipFile.OpenRead(
            Path.Combine(consumer.Feed, $"{name}.0.1.0.snupkg"));
        Assert.Contains(
            $"lib/net10.0/{name}.pdb", symbols.Entries.Select(entry => entry.FullName));
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
