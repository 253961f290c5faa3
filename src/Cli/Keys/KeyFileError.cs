namespace Holdfast.Cli.Keys;

/// <summary>What is wrong with a file of keys, and where; never a value out of it.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">The line, from 1; 0: of the whole file.</param>
/// <param name="Place">The path in the file, such as <c>sas[3].spi</c>; empty: none.</param>
/// <param name="What">What is wrong.</param>
internal sealed record KeyFileError(string File, int Line, string Place, string What)
{
    /// <summary>For example "keys.json:7: sas[0].spi: 8 hex digits are needed".</summary>
    public override string ToString()
    {
        var line = Line == 0 ? File : $"{File}:{Line}";
        return Place == "" ? $"{line}: {What}" : $"{line}: {Place}: {What}";
    }
}

/// <summary>Ends the reading of a file of keys; caught where the reading began.</summary>
internal sealed class KeyFileException(int line, string place, string what) : Exception(what)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>The path in the file.</summary>
    public string Place { get; } = place;

    /// <summary>The error, told of a file.</summary>
    public KeyFileError Of(string file) => new(file, Line, Place, Message);
}
