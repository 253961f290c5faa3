using System.Diagnostics;
using Holdfast.Tests.Interop.Corpus;
using Holdfast.Tests.Interop.Made;

namespace Holdfast.Tests.Interop.Packages;

/// <summary>
/// The packages in a feed of their own, and a project that knows them by that feed alone
/// (Packages/Outside): with a header of its own, two routers that speak HSRP and a watch over a
/// peer (DPD) in its event loop, and a speaker of somebody else held to an RFC.
/// </summary>
[CollectionDefinition(Name)]
public sealed class Consumer : IDisposable, ICollectionFixture<Consumer>
{
    /// <summary>The classes of tests that share one: two that pack at once are in each other's way.</summary>
    public const string Name = "packages";

    // No timing assertion: only a build that hangs takes so long.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly TemporaryFolder _folder = new();

    /// <summary>Packs what this test's build has built, and writes the project.</summary>
    public Consumer()
    {
        // What has been checked is not checked again, unless nothing says so.
        foreach (var room in Rooms)
        {
            File.Delete(CheckOf(room));
        }

        PackAgain(Feed);
        var project = Directory.CreateDirectory(_folder.File("consumer")).FullName;
        foreach (var file in Directory.GetFiles(
            Path.Combine(Repository.Root, "tests/Interop/Packages/Outside"), "*.cs")
            .Append(Path.Combine(Repository.Root, "samples/ForeignHsrpSpeaker/Speaker.cs")))
        {
            File.Copy(file, Path.Combine(project, Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(project, "Consumer.csproj"), Project);
        File.WriteAllText(
            Path.Combine(project, "nuget.config"),
            $"""
            <configuration>
              <packageSources><add key="holdfast" value="{Feed}" /></packageSources>
            </configuration>
            """);
    }

    /// <summary>The rooms that are packages.</summary>
    public static IReadOnlyList<string> Rooms { get; } =
        ["Codec", "Protocol", "StateMachines", "Simulation", "Testing", "Cli"];

    /// <summary>Where the packages lie.</summary>
    public string Feed => _folder.File("feed");

    /// <summary>What the consumer prints, whichever way it was built.</summary>
    public const string Says = """
          0.000s  192.0.2.1: Listen (RFC 2281 §5.7: a, enabled)
          0.000s  192.0.2.2: Listen (RFC 2281 §5.7: a, enabled)
         10.000s  192.0.2.1: Speak (RFC 2281 §5.7: c, Active timer)
         10.000s  192.0.2.2: Speak (RFC 2281 §5.7: c, Active timer)
         13.001s  192.0.2.2: Listen (RFC 2281 §5.7: f, higher Hello from Speak)
         20.000s  SendRUThere { Sequence = 7 } (RFC 3706 §5.5: idle, and somebody wants to send)
         20.000s  192.0.2.1: Standby (RFC 2281 §5.7: d, Standby timer)
         20.000s  192.0.2.2: Speak (RFC 2281 §5.7: c, Active timer)
         22.001s  192.0.2.2: Listen (RFC 2281 §5.7: k, higher Hello from Standby)
         30.000s  192.0.2.1: Active (RFC 2281 §5.7: c, Active timer)
         30.000s  192.0.2.2: Speak (RFC 2281 §5.7: c, Active timer)
         40.000s  192.0.2.2: Standby (RFC 2281 §5.7: d, Standby timer)
         50.000s  SendRUThere { Sequence = 8 } (RFC 3706 §5.5: idle, and somebody wants to send)
         54.000s  SendRUThere { Sequence = 8 } (RFC 3706 §5.4: no answer: ask again)
         60.000s  192.0.2.1: Initial (RFC 2281 §5.7: b, disabled)
         60.001s  192.0.2.2: Active (RFC 2281 §5.7: i, Resign from Active)
         61.200s  SendRUThere { Sequence = 8 } (RFC 3706 §5.4: no answer: ask again)
         74.160s  PeerDied { Action = Clear } (RFC 3706 §5.4: no answer to any query: the peer is dead)
        101115ed0000004a70656572206c6f7374
        Alarm Version=1 Length=17 Checksum=5613 Time=74 Text=70656572206c6f7374
        ChecksumMismatch in Checksum at octet 2
        active: False, True
        25 properties, conforms: True
        """;

    /// <summary>Packs what was built, by the line of the README.</summary>
    public static void PackAgain(string feed) =>
        Pack(Repository.Root, feed, "Protocol.sln", Configuration, "--no-build");

    /// <summary>Packs a project or all of them.</summary>
    /// <param name="root">Where the sources are.</param>
    /// <param name="feed">Where the packages go.</param>
    /// <param name="what">A project or a solution.</param>
    /// <param name="configuration">Release, as the page says, or another one.</param>
    /// <param name="arguments">What else is said to "dotnet pack".</param>
    public static void Pack(
        string root, string feed, string what, string configuration,
        params IEnumerable<string> arguments) => Run(
        root,
        ["pack", what, "-c", configuration, "-o", feed, "-v:q", "--nologo", .. arguments]);

    /// <summary>The file that the SDK leaves behind when it has checked a package.</summary>
    public static string CheckOf(string room) =>
        Built(room, "obj", "Microsoft.NET.ApiCompat.ValidatePackage.semaphore");

    /// <summary>A file that the build of a room has made, in its "bin" or in its "obj".</summary>
    public static string Built(string room, string folder, string name) => Path.Combine(
        Repository.Root, "src", room, folder, Configuration, "net10.0", name);

    /// <summary>Builds and runs it.</summary>
    public string Build()
    {
        Run(Folder, "build", "-v:q", "--nologo", "-o", _folder.File("built"));
        return Start(Path.Combine(_folder.File("built"), "Consumer"), Folder);
    }

    /// <summary>Publishes it as a native program, and runs it.</summary>
    public string Publish()
    {
        Run(
            Folder, "publish", "-v:q", "--nologo", "-p:PublishAot=true", "--use-current-runtime",
            "-o", _folder.File("native"));
        Assert.Empty(Directory.GetFiles(_folder.File("native"), "*.dll"));
        return Start(Path.Combine(_folder.File("native"), "Consumer"), Folder);
    }

    /// <summary>Installs the tool, from the feed and nowhere else, and returns its path.</summary>
    public string Install()
    {
        Run(
            Folder, "tool", "install", "Holdfast.Cli", "--version", "0.1.0",
            "--tool-path", _folder.File("tools"), "--source", Feed);
        return Path.Combine(_folder.File("tools"), "holdfast");
    }

    /// <summary>Runs a program, and returns what it prints.</summary>
    public string Say(string program, params string[] arguments) =>
        Start(program, Folder, 0, arguments);

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static string Configuration { get; } =
        Directory.GetParent(AppContext.BaseDirectory)!.Parent!.Name;

    private string Folder => _folder.File("consumer");

    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <!-- Packages of this version come from this feed alone, each time anew. -->
            <RestorePackagesPath>$(MSBuildThisFileDirectory)packages</RestorePackagesPath>
            <RestoreFallbackFolders>$(NuGetPackageRoot)</RestoreFallbackFolders>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Holdfast.Codec" Version="0.1.0" />
            <PackageReference Include="Holdfast.StateMachines" Version="0.1.0" />
            <PackageReference Include="Holdfast.Testing" Version="0.1.0" />
          </ItemGroup>
        </Project>
        """;

    /// <summary>Runs "dotnet", which succeeds.</summary>
    public static void Run(string folder, params string[] arguments) =>
        Start("dotnet", folder, 0, arguments);

    /// <summary>Runs a program to its end with a code, and returns what it prints.</summary>
    public static string Start(
        string program, string folder, int exit = 0, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";

        // A server that stays would hold this test's pipe open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
        }

        var text = said.Result;
        Assert.True(process.ExitCode == exit, $"{program} {string.Join(' ', arguments)}: {text}");
        return text;
    }
}
