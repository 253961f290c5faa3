using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace Holdfast.Cli;

/// <summary>What the tool reads from and writes to.</summary>
/// <param name="Input">Standard input.</param>
/// <param name="Output">Standard output: what was asked for, and nothing else.</param>
/// <param name="Error">Standard error: what people should know.</param>
/// <param name="IsErrorForPeople">Whether somebody looks at standard error.</param>
/// <param name="IsOutputForPeople">Whether somebody looks at standard output.</param>
internal sealed record Terminal(
    Stream Input, Stream Output, TextWriter Error, bool IsErrorForPeople,
    bool IsOutputForPeople = false) : IDisposable
{
    /// <summary>How a line that changes is drawn on standard error; without it, as the surroundings
    /// of the process are.</summary>
    public AnsiConsoleSettings Drawing { get; init; } = new();

    /// <summary>Draws on standard error.</summary>
    public IAnsiConsole Drawn() => AnsiConsole.Create(new()
    {
        Ansi = Drawing.Ansi,
        ColorSystem = Drawing.ColorSystem,
        Interactive = Drawing.Interactive,
        Out = new AnsiConsoleOutput(Error),
    });

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new(
        Console.OpenStandardInput(), OpenOutput(), Console.Error, !Console.IsErrorRedirected,
        !Console.IsOutputRedirected);

    /// <inheritdoc/>
    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }

    // The console's own stream is silent when nobody reads any more, and we should stop then. But a
    // FileStream writes to a file at places of its own: what another program of the same script
    // writes would land on top of it.
    private static Stream OpenOutput()
    {
        if (OperatingSystem.IsWindows())
        {
            return Console.OpenStandardOutput();
        }

        var handle = new SafeFileHandle(1, ownsHandle: false);
        var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        return stream.CanSeek ? Console.OpenStandardOutput() : stream;
    }
}

/// <summary>The exit codes of the tool.</summary>
internal static class ExitCode
{
    /// <summary>Everything was read.</summary>
    public const int Good = 0;

    /// <summary>The command line is wrong.</summary>
    public const int WrongUsage = 1;

    /// <summary>Something does not hold that should, of a command that gives a verdict.</summary>
    public const int Violation = 1;

    /// <summary>A file is broken, or not there; a command that gives a verdict cannot begin.
    /// </summary>
    public const int BrokenFile = 2;

    /// <summary>Memory ended a search before everything was found.</summary>
    public const int OutOfMemory = 3;

    /// <summary>Seeds of a campaign were not played yet.</summary>
    public const int Incomplete = 3;

    /// <summary>Somebody interrupted it.</summary>
    public const int Interrupted = 130;
}
