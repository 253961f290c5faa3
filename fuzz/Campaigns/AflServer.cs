using System.Globalization;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// The other side of afl-fuzz: its fork server in one process for all inputs. Inputs come in memory
/// that both share, so that of each input nothing is left but one read of a pipe and one write.
/// </summary>
/// <remarks>
/// afl-fuzz reads who runs an input before it waits for the end. That is written ahead, behind the
/// end of the input before: it is always the same process.
/// </remarks>
internal sealed unsafe partial class AflServer
{
    private const int FromFuzzer = 198;
    private const int ToFuzzer = 199;
    private const int OffersInputsInMemory = unchecked((int)0x8100_0001);
    private const int Ended = 0;

    // As waitpid tells of a process that ended by SIGABRT.
    private const int Aborted = 6;

    private readonly byte* _counts;
    private readonly byte* _input;
    private readonly byte[] _buffer;
    private readonly InputAction _run;

    private AflServer(int counts, int? input, InputAction run, int lengthMax)
    {
        (_run, _buffer) = (run, new byte[lengthMax]);
        _counts = Attach(counts);
        _input = input is { } shared ? Attach(shared) : null;
    }

    /// <summary>Runs an input.</summary>
    internal delegate void InputAction(ReadOnlySpan<byte> input);

    /// <summary>Serves afl-fuzz until that ends; without it, runs the input of the terminal once.
    /// </summary>
    /// <param name="run">What is asked of every input.</param>
    /// <param name="lengthMax">Octets of the longest input; of a longer one the rest is left out.
    /// </param>
    public static void Serve(InputAction run, int lengthMax)
    {
        if (Shared("__AFL_SHM_ID") is not { } counts)
        {
            EdgeMap.Lend();
            run(FromTerminal(new byte[lengthMax]));
            return;
        }

        new AflServer(counts, Shared("__AFL_SHM_FUZZ_ID"), run, lengthMax).Serve();
    }

    private void Serve()
    {
        Trace.SharedMem = _counts;
        Say([_input is null ? 0 : OffersInputsInMemory]);
        if (_input is not null && !Hear())
        {
            return;
        }

        var isFirst = true;
        Say([Environment.ProcessId]);
        while (Hear())
        {
            var input = Input();
            if (isFirst)
            {
                // What is initialised once would be an edge of the first input alone.
                _ = Execute(input);
                new Span<byte>(_counts, EdgeMap.Size).Clear();
                isFirst = false;
            }

            Say([Execute(input), Environment.ProcessId]);
        }
    }

    private int Execute(ReadOnlySpan<byte> input)
    {
        Trace.PrevLocation = 0;
        try
        {
            _run(input);
            return Ended;
        }
#pragma warning disable CA1031 // Whatever a target throws is what afl-fuzz looks for.
        catch
#pragma warning restore CA1031
        {
            return Aborted;
        }
    }

    // The length, and then the octets; what afl-fuzz writes there is never read twice.
    private ReadOnlySpan<byte> Input()
    {
        if (_input is null)
        {
            return FromTerminal(_buffer);
        }

        var length = (int)Math.Min(*(uint*)_input, (uint)_buffer.Length);
        new ReadOnlySpan<byte>(_input + sizeof(uint), length).CopyTo(_buffer);
        return _buffer.AsSpan(0, length);
    }

    // The stream is afl-fuzz's file: what does not fit is passed over, too.
    private static ReadOnlySpan<byte> FromTerminal(byte[] buffer)
    {
        using var stream = Console.OpenStandardInput();
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        while (length == buffer.Length && stream.ReadByte() >= 0)
        {
        }

        return buffer.AsSpan(0, length);
    }

    private static int? Shared(string name) => int.TryParse(
        Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var id)
        ? id
        : null;

    private static byte* Attach(int id)
    {
        var memory = Attach(id, 0, 0);
        return memory != -1
            ? (byte*)memory
            : throw new IOException($"shmat: error {Marshal.GetLastPInvokeError()}");
    }

    // False: afl-fuzz has ended.
    private static bool Hear()
    {
        int word;
        return Read(FromFuzzer, &word, sizeof(int)) == sizeof(int);
    }

    private static void Say(ReadOnlySpan<int> words)
    {
        fixed (int* first = words)
        {
            var length = (nuint)(words.Length * sizeof(int));
            if (Write(ToFuzzer, first, length) != (nint)length)
            {
                throw new IOException($"write: error {Marshal.GetLastPInvokeError()}");
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "shmat", SetLastError = true)]
    private static partial nint Attach(int id, nint where, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, void* to, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* from, nuint length);
}
