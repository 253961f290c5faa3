using System.Diagnostics;
using System.Runtime.InteropServices;
using Holdfast.Fuzz.Campaigns;

namespace Holdfast.Tests.Properties.Fuzzing;

/// <summary>
/// What afl-fuzz is to a target that it starts: two pipes at fixed numbers, memory that edges are
/// counted in, and memory or a file that inputs come in.
/// </summary>
internal sealed class AflParent : IDisposable
{
    /// <summary>Octets that memory for inputs has room for.</summary>
    public const int InputMax = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast").FullName;
    private readonly string _file;
    private readonly bool _isInMemory;
    private readonly int _countsId;
    private readonly nint _counts;
    private readonly int _inputId;
    private readonly nint _input;
    private readonly Process _server;
    private readonly FileStream? _to;
    private readonly FileStream? _from;

    /// <summary>Starts a target.</summary>
    /// <param name="program">The instrumented program.</param>
    /// <param name="way">How inputs come.</param>
    /// <param name="input">What is in the file of inputs to begin with.</param>
    public AflParent(string program, AflWay way, byte[]? input = null)
    {
        _isInMemory = way == AflWay.Memory;
        _countsId = AflPipes.Share(EdgeMap.Size, out _counts);
        _inputId = AflPipes.Share(sizeof(uint) + InputMax, out _input);
        _file = Path.Combine(_folder, "input");
        File.WriteAllBytes(_file, input ?? []);
        _server = Start(program, way);
        if (way != AflWay.Once)
        {
            _to = new(Path.Combine(_folder, "to"), FileMode.Open, FileAccess.Write,
                FileShare.ReadWrite, bufferSize: 0);
            _from = new(Path.Combine(_folder, "from"), FileMode.Open, FileAccess.Read,
                FileShare.ReadWrite, bufferSize: 0);
        }
    }

    /// <summary>A word of the server.</summary>
    public int Hear()
    {
        var word = new byte[sizeof(int)];
        Task.Run(() => _from!.ReadExactly(word)).WaitAsync(Patience).GetAwaiter().GetResult();
        return BitConverter.ToInt32(word);
    }

    /// <summary>A word to the server.</summary>
    public void Say(int word) => _to!.Write(BitConverter.GetBytes(word));

    /// <summary>Hands over an input.</summary>
    /// <returns>Who runs it.</returns>
    public int Begin(ReadOnlySpan<byte> input)
    {
        Marshal.Copy(new byte[EdgeMap.Size], 0, _counts, EdgeMap.Size);
        if (_isInMemory)
        {
            Marshal.WriteInt32(_input, input.Length);
            Marshal.Copy(input.ToArray(), 0, _input + sizeof(uint), input.Length);
        }
        else
        {
            // Whoever reads has read to the end: what is added is all that there is to read.
            using var file = new FileStream(
                _file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(input);
        }

        Say(0);
        return Hear();
    }

    /// <summary>Runs an input.</summary>
    public AflRun Run(ReadOnlySpan<byte> input)
    {
        var process = Begin(input);
        return new(process, Hear(), Counts());
    }

    /// <summary>How often each edge was gone through.</summary>
    public byte[] Counts()
    {
        var counts = new byte[EdgeMap.Size];
        Marshal.Copy(_counts, counts, 0, counts.Length);
        return counts;
    }

    /// <summary>Is gone, and waits for the server to end.</summary>
    /// <returns>Its exit code.</returns>
    public int Leave()
    {
        _to?.Dispose();
        _from?.Dispose();
        return _server.WaitForExit(Patience)
            ? _server.ExitCode
            : throw new TimeoutException("the server goes on");
    }

    public void Dispose()
    {
        _to?.Dispose();
        _from?.Dispose();
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start(string program, AflWay way)
    {
        var pipes = "";
        if (way != AflWay.Once)
        {
            foreach (var pipe in (string[])["to", "from"])
            {
                using var made = Process.Start("mkfifo", [Path.Combine(_folder, pipe)]);
                made.WaitForExit();
            }

            pipes = "exec 198<to 199>from; ";
        }

        var start = new ProcessStartInfo("bash", [
            "-c", $"{pipes}exec dotnet \"$1\" afl canary <input >/dev/null 2>&1", "bash", program])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
        };
        start.Environment["__AFL_SHM_ID"] = $"{_countsId}";
        start.Environment.Remove("__AFL_SHM_FUZZ_ID");
        if (_isInMemory)
        {
            start.Environment["__AFL_SHM_FUZZ_ID"] = $"{_inputId}";
        }

        return Process.Start(start)!;
    }
}

/// <summary>How inputs come.</summary>
internal enum AflWay
{
    /// <summary>In memory, one after the other.</summary>
    Memory,

    /// <summary>In a file, one after the other.</summary>
    File,

    /// <summary>One in a file, with no pipes.</summary>
    Once,
}

/// <summary>What an input came to.</summary>
/// <param name="Process">Who ran it.</param>
/// <param name="Status">Its end, as waitpid tells it.</param>
/// <param name="Counts">How often it went through each edge.</param>
internal sealed record AflRun(int Process, int Status, byte[] Counts);
