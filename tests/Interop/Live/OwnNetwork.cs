using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Holdfast.Tests.Interop.Live;

/// <summary>A network that one thread of this process has for itself, and whatever it opens there:
/// it is gone with both.</summary>
internal static class OwnNetwork
{
    // Man 2 unshare.
    private const int NewNetwork = 0x4000_0000;

    /// <summary>Does something in one.</summary>
    public static void Run(Action what)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                if (Unshare(NewNetwork) != 0)
                {
                    throw new Win32Exception();
                }

                // Nobody but those who do something there says a word.
                Run("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
                Ip("link", "set", "lo", "up");
                what();
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    /// <summary>Has iproute2 do something in it.</summary>
    public static void Ip(params string[] words) => Run("ip", words);

    private static void Run(string program, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words)
        {
            RedirectStandardError = true,
        })!;
        var told = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)}: {told}");
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [DllImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static extern int Unshare(int flags);
}
