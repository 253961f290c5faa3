using SharpFuzz.Common;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// One process for all inputs, until one ends it. Inputs come in memory that afl-fuzz shares, so
/// that of each nothing is left but a look at a pipe, a read of it, and a write.
/// </summary>
/// <remarks>
/// afl-fuzz reads who runs an input before it waits for the end. That is written ahead, behind the
/// end of the input before: it is the same process, as long as none ends it.
/// </remarks>
internal sealed unsafe class AflWorker
{
    private const int Ended = 0;

    // As waitpid tells of a process that ended by SIGABRT.
    private const int Aborted = 6;

    private readonly byte* _counts;
    private readonly byte* _input;
    private readonly byte[] _buffer;
    private readonly InputAction _run;
    private bool _isReady;

    /// <summary>A worker, with the memory that afl-fuzz names.</summary>
    /// <param name="counts">The number of the memory that edges are counted in.</param>
    /// <param name="run">What is asked of every input.</param>
    /// <param name="lengthMax">Octets of the longest input; of a longer one the rest is left out.
    /// </param>
    public AflWorker(int counts, InputAction run, int lengthMax)
    {
        (_run, _buffer) = (run, new byte[lengthMax]);
        _counts = AflPipes.Attach(counts);
        _input = AflPipes.Named(AflServer.InputVariable) is { } id ? AflPipes.Attach(id) : null;
        Trace.SharedMem = _counts;
    }

    /// <summary>Runs an input.</summary>
    internal delegate void InputAction(ReadOnlySpan<byte> input);

    /// <summary>Runs inputs until afl-fuzz ends, or one of them ends this process.</summary>
    /// <param name="turn">What the server is to know if that happens.</param>
    public void Serve(ref AflTurn turn)
    {
        if (Volatile.Read(ref turn.Phase) == AflTurn.Unnamed)
        {
            AflPipes.Say([Environment.ProcessId]);
            Volatile.Write(ref turn.Phase, AflTurn.Waits);
        }

        // Marked before it is read: whoever is killed between both has left the word, and is known.
        while (AflPipes.Await())
        {
            Volatile.Write(ref turn.Phase, AflTurn.Runs);
            _ = AflPipes.Hear();
            var end = Execute(Input());
            Volatile.Write(ref turn.Phase, AflTurn.Waits);
            AflPipes.Say([end, Environment.ProcessId]);
        }
    }

    /// <summary>Runs the input of the terminal.</summary>
    /// <returns>False: it broke a claim.</returns>
    public bool RunOnce() => Execute(FromTerminal(_buffer)) == Ended;

    /// <summary>The input of the terminal.</summary>
    /// <param name="buffer">Where it is put; what does not fit is passed over.</param>
    public static ReadOnlySpan<byte> FromTerminal(byte[] buffer)
    {
        using var stream = Console.OpenStandardInput();
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (length == buffer.Length)
        {
            stream.CopyTo(Stream.Null);
        }

        return buffer.AsSpan(0, length);
    }

    private int Execute(ReadOnlySpan<byte> input)
    {
        if (!_isReady)
        {
            // What is initialised once would be an edge of the first input alone.
            _ = Try(input);
            new Span<byte>(_counts, EdgeMap.Size).Clear();
            _isReady = true;
        }

        return Try(input);
    }

    private int Try(ReadOnlySpan<byte> input)
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
}
