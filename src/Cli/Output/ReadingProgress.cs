using Spectre.Console;

namespace Holdfast.Cli.Output;

/// <summary>
/// A bar on standard error while a long file is read, if somebody looks there and the packets go
/// elsewhere.
/// </summary>
internal static class ReadingProgress
{
    // Shorter files are read before a bar is drawn.
    private const long LongFile = 32L << 20;

    /// <summary>Runs a reading that tells how many octets it has read.</summary>
    /// <param name="terminal">Where to draw.</param>
    /// <param name="name">What is read.</param>
    /// <param name="length">Octets in all; 0: not known.</param>
    /// <param name="reading">The reading.</param>
    public static async Task<int> RunAsync(
        Terminal terminal, string name, long length, Func<Action<long>, Task<int>> reading)
    {
        if (length < LongFile || !terminal.IsErrorForPeople || terminal.IsOutputForPeople)
        {
            return await reading(_ => { });
        }

        return await terminal.Drawn().Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(name), maxValue: length);
            return await reading(octets => task.Value = octets);
        });
    }
}
