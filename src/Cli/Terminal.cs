namespace Holdfast.Cli;

/// <summary>What the tool reads from and writes to.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output: what was asked for, and nothing else.</param>
/// <param name="Error">Standard error: what people should know.</param>
/// <param name="IsErrorForPeople">Whether somebody looks at standard error.</param>
internal sealed record Terminal(
    Stream Input, Stream Output, TextWriter Error, bool IsErrorForPeople) : IDisposable
{
    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new(
        Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error,
        !Console.IsErrorRedirected);

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }
}

/// <summary>The exit codes of the tool.</summary>
internal static class ExitCode
{
    /// <summary>Everything was read.</summary>
    public const int Good = 0;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 1;

    /// <summary>A file is broken, or not there.</summary>
    public const int BrokenFile = 2;
}
