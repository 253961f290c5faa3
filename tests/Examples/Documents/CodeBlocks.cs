using System.Reflection;
using System.Runtime.Loader;
using Holdfast.Codec.Generator;
using Holdfast.Tests.Examples.StateMachines.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>
/// Every block of C# in the README, in docs and in packages' own pages compiles as a program of its
/// own, runs, and prints what the page says; HOLDFAST_UPDATE_GOLDENS=1 writes that. Pages of
/// diagnostics show what does not compile, and are tested with the generator.
/// </summary>
[Collection("programs that write to the console")]
public sealed class CodeBlocks
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal)
                    || name.StartsWith("Holdfast.", StringComparison.Ordinal)
                    || name is "netstandard.dll" or "FsCheck.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CodeBlock[] Blocks = [.. Fence.Pages().SelectMany(page => CodeBlock.In(
        page, File.ReadAllText(ConfigTexts.FileOf(page))))];

    /// <summary>Page and line of each block.</summary>
    public static TheoryData<string, int> All
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var block in Blocks)
            {
                all.Add(block.Page, block.Line);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_block_compiles_and_runs_and_prints_what_its_page_says(string page, int line)
    {
        var block = Blocks.Single(one => one.Page == page && one.Line == line);
        var printed = Run(block);
        if (block.Prints is null)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("HOLDFAST_UPDATE_GOLDENS") == "1")
        {
            var file = ConfigTexts.FileOf(page);
            File.WriteAllText(file, block.Printing(File.ReadAllText(file), printed));
        }
        else
        {
            Assert.Equal(block.Prints, printed);
        }
    }

    [Fact]
    public void Blocks_are_found_with_what_they_print()
    {
        var blocks = CodeBlock.In("a.md", """
            ```csharp
            Console.WriteLine(1);
            ```

            ```text
            1
            ```
            ```csharp
            var x = 2;
            ```
            """).ToArray();
        Assert.Equal(
            [
                new("a.md", 1, "Console.WriteLine(1);", "1"),
                new CodeBlock("a.md", 8, "var x = 2;", null),
            ],
            blocks);
        Assert.Equal("1", Run(blocks[0]));
        Assert.Throws<InvalidOperationException>(() => Run(blocks[0] with { Code = "nonsense" }));
        Assert.True(Blocks.Length >= 8, $"{Blocks.Length} blocks");
    }

    private static string Run(CodeBlock block)
    {
        var assembly = Load(block);
        var before = Console.Out;
        using var output = new StringWriter();
        Console.SetOut(output);
        try
        {
            assembly.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
            return output.ToString().ReplaceLineEndings("\n").TrimEnd('\n');
        }
        finally
        {
            Console.SetOut(before);
        }
    }

    private static Assembly Load(CodeBlock block)
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14);
        var compilation = CSharpCompilation.Create(
            $"{block.Page.Replace('/', '.')}.{block.Line}",
            [
                CSharpSyntaxTree.ParseText(Usings, options),
                CSharpSyntaxTree.ParseText(block.Code, options),
            ],
            References,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new WireGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var octets = new MemoryStream();
        var emitted = generated.Emit(octets);
        if (!emitted.Success)
        {
            var errors = emitted.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error);
            throw new InvalidOperationException(
                $"{block.Page}({block.Line}):\n{string.Join('\n', errors)}");
        }

        octets.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(octets);
    }
}
