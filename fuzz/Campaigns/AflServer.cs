using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>
/// The other side of afl-fuzz: its fork server. It starts a worker, which speaks to afl-fuzz by
/// itself; if an input ends that (afl-fuzz kills what hangs, a stack overflows), it says how, and
/// starts the next one.
/// </summary>
internal static unsafe class AflServer
{
    /// <summary>The variable that says where inputs come in memory.</summary>
    public const string InputVariable = "__AFL_SHM_FUZZ_ID";

    private const string CountsVariable = "__AFL_SHM_ID";

    // FS_OPT_ENABLED and FS_OPT_SHDMEM_FUZZ, as afl-fuzz 4.04c takes them.
    private const int OffersInputsInMemory = unchecked((int)0x8100_0001);

    // How often it looks whether afl-fuzz, which starts it, is there.
    private const int LooksMilliseconds = 1000;

    // What a process ended by a signal is said to have exited with, less the signal.
    private const int BySignal = 128;

    /// <summary>Serves afl-fuzz until that ends; where it asks for one input alone, or nobody asks,
    /// runs the input of the terminal.</summary>
    /// <param name="run">What is asked of every input.</param>
    /// <param name="lengthMax">Octets of the longest input; of a longer one the rest is left out.
    /// </param>
    /// <param name="worker">The arguments that make this program a worker; its turn follows.
    /// </param>
    public static void Serve(
        AflWorker.InputAction run, int lengthMax, IReadOnlyList<string> worker)
    {
        if (AflPipes.Named(CountsVariable) is not { } counts)
        {
            EdgeMap.Lend();
            run(AflWorker.FromTerminal(new byte[lengthMax]));
            return;
        }

        var isInMemory = AflPipes.Named(InputVariable) is not null;
        if (!AflPipes.TryGreet(isInMemory ? OffersInputsInMemory : 0))
        {
            if (!new AflWorker(counts, run, lengthMax).RunOnce())
            {
                Environment.FailFast("the claim does not hold");
            }
        }
        else if (!isInMemory || AflPipes.Hear())
        {
            Keep(worker);
        }
    }

    /// <summary>Runs inputs, for the server that has started this process.</summary>
    /// <param name="run">What is asked of every input.</param>
    /// <param name="lengthMax">Octets of the longest input.</param>
    /// <param name="turn">The number of the memory that says whose turn it is.</param>
    public static void Work(AflWorker.InputAction run, int lengthMax, int turn) =>
        new AflWorker(AflPipes.Named(CountsVariable)!.Value, run, lengthMax)
            .Serve(ref Unsafe.AsRef<AflTurn>(AflPipes.Attach(turn)));

    private static void Keep(IReadOnlyList<string> arguments)
    {
        var id = AflPipes.Share(sizeof(AflTurn), out var memory);
        ref var turn = ref Unsafe.AsRef<AflTurn>((void*)memory);
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.ArgumentList.Add(id.ToString(CultureInfo.InvariantCulture));
        while (ExitCode(start) is { } code && IsToGoOn(ref turn, code))
        {
        }
    }

    // Null: afl-fuzz is gone.
    private static int? ExitCode(ProcessStartInfo start)
    {
        var parent = AflPipes.Parent();
        using var worker = Process.Start(start)!;
        while (!worker.WaitForExit(LooksMilliseconds))
        {
            if (AflPipes.Parent() != parent)
            {
                worker.Kill();
                return null;
            }
        }

        return worker.ExitCode;
    }

    private static bool IsToGoOn(ref AflTurn turn, int code)
    {
        // afl-fuzz was told who would run an input before it gave one, so it may kill whoever has
        // not read that yet.
        var isUnread = code > BySignal && AflPipes.TryHear();
        switch (Volatile.Read(ref turn.Phase))
        {
            case AflTurn.Runs:
            case AflTurn.Waits when isUnread:
                // As waitpid tells of it: the signal, or else what it exited with.
                Volatile.Write(ref turn.Phase, AflTurn.Unnamed);
                AflPipes.Say([code > BySignal ? code - BySignal : code << 8]);
                return true;
            case AflTurn.Waits:
                // It heard that afl-fuzz has ended, or else was ended by something else.
                return code > BySignal;
            default:
                throw new IOException($"a worker that runs nothing exited with {code}");
        }
    }
}
