using System.CommandLine;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast providers</c>: who computes which algorithm on this machine.</summary>
internal sealed class ProvidersCommand : Command, ICommandWithExamples
{
    private ProvidersCommand()
        : base("providers", "Tells which library computes which algorithm on this machine.") =>
        SetAction(Run);

    /// <inheritdoc/>
    public string Examples => """
        Examples:
          holdfast providers                   the libraries, then a line for each algorithm
          holdfast providers | grep GCM        who computes AES-GCM
        """;

    /// <summary>The command.</summary>
    public static Command Build() => new ProvidersCommand();

    private static int Run(ParseResult result)
    {
        var output = result.InvocationConfiguration.Output;
        var provider = CryptoProviders.Fastest(out var without);
        output.WriteLine($"in this order: {provider.Name}");
        if (without != "")
        {
            output.WriteLine($"not there: {without}");
        }

        foreach (var row in provider.Report())
        {
            output.WriteLine($"{row.Algorithm,-56} {row.Provider ?? "nobody"}");
        }

        return ExitCode.Good;
    }
}
