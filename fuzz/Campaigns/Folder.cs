using System.Security.Cryptography;
using System.Text.Json;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// What a campaign knows of a target, in a folder: inputs under <c>corpus</c>, findings under
/// <c>findings</c>, and the sums of all runs in <c>state.json</c>. Whoever begins here goes on.
/// </summary>
internal sealed class Folder
{
    private static readonly JsonSerializerOptions Layout = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private readonly string _path;

    /// <summary>The folder of a target below another one; it is made.</summary>
    public Folder(string below, string target)
    {
        _path = Path.Combine(below, target);
        Directory.CreateDirectory(CorpusPath);
        Directory.CreateDirectory(FindingsPath);
    }

    /// <summary>Where inputs are.</summary>
    public string CorpusPath => Path.Combine(_path, "corpus");

    /// <summary>Where findings are.</summary>
    public string FindingsPath => Path.Combine(_path, "findings");

    /// <summary>Where the worker's board is.</summary>
    public string BoardPath => Path.Combine(_path, "board");

    /// <summary>The sums of all runs so far.</summary>
    public Sums Sums
    {
        get => File.Exists(StatePath)
            ? JsonSerializer.Deserialize<Sums>(File.ReadAllText(StatePath), Layout)!
            : new();
        set
        {
            // Whoever reads it, or ends the process here, finds the sums before or those behind.
            var written = $"{StatePath}.{Environment.ProcessId}";
            File.WriteAllText(written, JsonSerializer.Serialize(value, Layout));
            File.Move(written, StatePath, overwrite: true);
        }
    }

    /// <summary>Findings that differ.</summary>
    public int Findings => Directory.GetFiles(FindingsPath, "*.bin").Length;

    /// <summary>Names of inputs that have ended a process, or for which one had to be ended: no
    /// other one begins with them.</summary>
    public IReadOnlySet<string> Ended => File.Exists(EndedPath)
        ? File.ReadLines(EndedPath).ToHashSet(StringComparer.Ordinal)
        : [];

    private string EndedPath => Path.Combine(_path, "ended");

    private string StatePath => Path.Combine(_path, "state.json");

    /// <summary>Inputs of a folder, in the order of their names.</summary>
    public static IEnumerable<byte[]> Inputs(string folder) => Directory.Exists(folder)
        ? Directory.GetFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
        : [];

    /// <summary>A name that follows from an input.</summary>
    public static string NameOf(ReadOnlySpan<byte> input) =>
        Convert.ToHexStringLower(SHA256.HashData(input))[..16];

    /// <summary>Keeps the folder for one run: two would write over each other's board.</summary>
    /// <returns>To be disposed of when the run ends; null: another one is at it.</returns>
    public IDisposable? TryHold()
    {
        try
        {
            return new FileStream(
                Path.Combine(_path, "held"), FileMode.OpenOrCreate, FileAccess.Write,
                FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Keeps an input.</summary>
    public void Keep(ReadOnlySpan<byte> input) =>
        File.WriteAllBytes(Path.Combine(CorpusPath, NameOf(input)), input);

    /// <summary>Keeps in mind that an input has ended a process.</summary>
    public void AddEnded(ReadOnlySpan<byte> input) =>
        File.AppendAllLines(EndedPath, [NameOf(input)]);

    /// <summary>Keeps a finding, unless one of its name is there with no longer an input.</summary>
    /// <returns>Whether it was not known.</returns>
    public bool Report(string name, ReadOnlySpan<byte> input, string says)
    {
        var path = Path.Combine(FindingsPath, name + ".bin");
        var isNew = !File.Exists(path);
        if (isNew || new FileInfo(path).Length > input.Length)
        {
            File.WriteAllBytes(path, input);
            File.WriteAllText(Path.ChangeExtension(path, ".txt"), says + "\n");
        }

        return isNew;
    }
}

/// <summary>What all runs of a target came to.</summary>
internal sealed record Sums
{
    /// <summary>Executions.</summary>
    public long Executions { get; init; }

    /// <summary>Seconds in which there were any.</summary>
    public double Seconds { get; init; }

    /// <summary>Seconds of processor time, on a machine that may do other things, too.</summary>
    public double CpuSeconds { get; init; }

    /// <summary>Edges gone through, in the last run.</summary>
    public long Edges { get; init; }

    /// <summary>Inputs in the corpus, in the last run.</summary>
    public long Corpus { get; init; }

    /// <summary>Findings that differ.</summary>
    public long Findings { get; init; }

    /// <summary>Runs: each draws anew.</summary>
    public long Runs { get; init; }
}
