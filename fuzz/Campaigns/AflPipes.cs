using System.Globalization;
using System.Runtime.InteropServices;

namespace Holdfast.Fuzz.Campaigns;

/// <summary>The pipes and the memory that afl-fuzz leaves to who it starts.</summary>
internal static unsafe partial class AflPipes
{
    private const int FromFuzzer = 198;
    private const int ToFuzzer = 199;
    private const int Private = 0;
    private const int ForOwner = 0x180;
    private const int Remove = 0;
    private const int BadDescriptor = 9;
    private const int Interrupted = 4;
    private const short Readable = 1;

    /// <summary>The number of memory that afl-fuzz names; null: it names none.</summary>
    /// <param name="name">The variable of the environment.</param>
    public static int? Named(string name) => int.TryParse(
        Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var id)
        ? id
        : null;

    /// <summary>Memory that is shared under a number.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static byte* Attach(int id)
    {
        var memory = Attach(id, 0, 0);
        return memory != -1
            ? (byte*)memory
            : throw new IOException($"shmat: error {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>
    /// Memory for who is started, too. It is gone when all have ended who have attached to it.
    /// </summary>
    /// <param name="length">Octets; all are zero.</param>
    /// <param name="memory">Where they are.</param>
    /// <returns>The number that it is shared under.</returns>
    /// <exception cref="IOException">There is no more.</exception>
    public static int Share(int length, out nint memory)
    {
        var id = Make(Private, (nuint)length, ForOwner);
        if (id < 0)
        {
            throw new IOException($"shmget: error {Marshal.GetLastPInvokeError()}");
        }

        memory = (nint)Attach(id);
        _ = Control(id, Remove, 0);
        return id;
    }

    /// <summary>Waits for a word of afl-fuzz.</summary>
    /// <returns>False: it has ended.</returns>
    public static bool Hear()
    {
        int word;
        return Read(FromFuzzer, &word, sizeof(int)) == sizeof(int);
    }

    /// <summary>Waits until there is a word of afl-fuzz, and leaves it there.</summary>
    /// <returns>False: it has ended.</returns>
    /// <exception cref="IOException">The pipe can't be asked.</exception>
    public static bool Await() => IsSaid(milliseconds: -1);

    /// <summary>Takes a word of afl-fuzz that nobody has read, without waiting.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="IOException">The pipe can't be asked.</exception>
    public static bool TryHear() => IsSaid(milliseconds: 0) && Hear();

    private static bool IsSaid(int milliseconds)
    {
        var asked = new Asked { Descriptor = FromFuzzer, Wanted = Readable };
        while (Poll(ref asked, 1, milliseconds) < 0)
        {
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error)
            {
                throw new IOException($"poll: error {error}");
            }
        }

        return (asked.Found & Readable) != 0;
    }

    /// <summary>Says a first word.</summary>
    /// <returns>False: nobody listens who asks for more than one input.</returns>
    public static bool TryGreet(int word)
    {
        if (Write(ToFuzzer, &word, sizeof(int)) == sizeof(int))
        {
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == BadDescriptor ? false : throw new IOException($"write: error {error}");
    }

    /// <summary>Says words to afl-fuzz.</summary>
    /// <exception cref="IOException">It has ended.</exception>
    public static void Say(ReadOnlySpan<int> words)
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

    /// <summary>The process that has started this one, or what took its place.</summary>
    [LibraryImport("libc", EntryPoint = "getppid")]
    public static partial int Parent();

    [LibraryImport("libc", EntryPoint = "shmget", SetLastError = true)]
    private static partial int Make(int key, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "shmctl", SetLastError = true)]
    private static partial int Control(int id, int command, nint buffer);

    [LibraryImport("libc", EntryPoint = "shmat", SetLastError = true)]
    private static partial nint Attach(int id, nint where, int flags);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref Asked asked, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, void* to, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, void* from, nuint length);

    // struct pollfd, man 2 poll.
    [StructLayout(LayoutKind.Sequential)]
    private struct Asked
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
