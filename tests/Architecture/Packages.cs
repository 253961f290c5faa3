using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Holdfast.Tests.Architecture;

/// <summary>What a user of the packages gets.</summary>
public sealed class Packages
{
    [Fact]
    public void The_package_of_the_codec_carries_the_generator_and_needs_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("holdfast");
        try
        {
            using var package = ZipFile.OpenRead(Pack("src/Codec", folder.FullName));
            var files = package.Entries.Select(entry => entry.FullName).ToArray();

            Assert.Contains("lib/net10.0/Holdfast.Codec.dll", files);
            Assert.Contains("lib/net10.0/Holdfast.Codec.xml", files);
            Assert.Equal(
                ["analyzers/dotnet/cs/Holdfast.Codec.Generator.dll"],
                files.Where(file => file.StartsWith("analyzers/", StringComparison.Ordinal)));

            using var manifest = package.GetEntry("Holdfast.Codec.nuspec")!.Open();
            Assert.DoesNotContain(
                XDocument.Load(manifest).Descendants(),
                element => element.Name.LocalName == "dependency");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Packs what this test's build has built, and returns the package.</summary>
    private static string Pack(string project, string folder)
    {
        var configuration = Directory.GetParent(AppContext.BaseDirectory)!.Parent!.Name;
        using var pack = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["pack", project, "--no-build", "-c", configuration, "-o", folder, "-v:q"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
        })!;
        var said = pack.StandardOutput.ReadToEnd();
        pack.WaitForExit();

        Assert.True(pack.ExitCode == 0, said);
        return Assert.Single(Directory.GetFiles(folder, "*.nupkg"));
    }
}
