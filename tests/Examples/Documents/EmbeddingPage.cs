using System.Reflection;
using Holdfast.StateMachines.Dpd;
using Holdfast.Tests.Examples.Cli;

namespace Holdfast.Tests.Examples.Documents;

/// <summary>How to embed each machine is said.</summary>
public sealed class EmbeddingPage
{
    [Fact]
    public void Each_machine_stands_in_the_table_of_what_it_wants_of_a_loop()
    {
        var rows = File.ReadAllLines(ToolRun.File("docs/embedding.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split(" | ")).ToArray();
        var machines = typeof(DeadPeerDetection).Assembly.GetExportedTypes()
            .Where(type => type.GetProperty("Machine", BindingFlags.Public | BindingFlags.Static)
                is not null)
            .Select(type => type.Name).ToArray();
        Assert.True(machines.Length > 30, $"{machines.Length}");
        Assert.All(machines, machine => Assert.True(
            rows.Any(row => row[0].Contains($"`{machine}`", StringComparison.Ordinal)
                && row is [_, { Length: > 10 }, { Length: > 10 }]),
            $"{machine} is not embedded"));
    }
}
