using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// A Linux that has ESP, as a process: User Mode Linux of Debian, whose root is that of this
/// machine, to be read alone. It runs tests of this assembly, and ends.
/// </summary>
internal static class UserModeLinux
{
    /// <summary>Tests of this name boot one, and not at the same time.</summary>
    public const string Row = "labs in a kernel of their own";

    private const string Kernel = "/usr/bin/linux.uml";
    private const string Modules = "/usr/lib/uml/modules";
    private const string IsInside = "HOLDFAST_IN_USER_MODE_LINUX";
    private const string Alive = "its first process runs";
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(11);

    /// <summary>Whether this process is in one.</summary>
    public static bool Runs { get; } = Environment.GetEnvironmentVariable(IsInside) == "1";

    /// <summary>What is missing for one; null: nothing. Whether it boots is seen when it does.
    /// </summary>
    public static string? Missing { get; } =
        Runs ? "runs where User Mode Linux is booted from"
            : !OperatingSystem.IsLinux() || Environment.UserName != "root"
                ? "needs root on Linux: its root is the root of this machine"
            : !File.Exists(Kernel) || !Directory.Exists(Modules)
                ? "needs a kernel with ESP as a process: user-mode-linux"
            : !File.Exists("/sbin/modprobe") ? "needs modprobe: kmod"
            : Lab.Missing ?? StrongSwan.Missing;

    /// <summary>A test has passed in it; all that can run there are run in one, that of whoever
    /// asks first.</summary>
    /// <param name="of">Its class.</param>
    /// <param name="test">Its name.</param>
    public static void AssertPassed(string of, string test)
    {
        var said = Said.Value;
        Assert.True(Regex.IsMatch(said, $@"Passed \S*\.{of}\.{test}\b"), said);
    }

    private static Lazy<string> Said { get; } = new(() => Boot(
        ((Type[])[
            typeof(KernelPlaneTests),
            .. Libreswan.Missing is null ? (Type[])[typeof(LibreswanTests)] : [],
        ]).Select(type => $"FullyQualifiedName~{type.Name}.Inside")));

    private static string Boot(IEnumerable<string> filters)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException();
        }

        var folder = Directory.CreateTempSubdirectory("holdfast-uml").FullName;
        try
        {
            var file = Path.Combine(folder, "init");
            File.WriteAllText(file, Init(string.Join('|', filters)));
            File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
            return Run(new ProcessStartInfo(
                "bash",
                [
                    "-c", $"{Lab.ComesFirst} \"$0\" \"$@\"", Kernel,
                    "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", $"init={file}",
                    "mem=2G", "con=null", "con0=null,fd:1", "quiet", "panic=1",
                ])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["TMPDIR"] = folder },
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What was said, to its end. A kernel that is late or that panics is broken; one that
    /// ends before its first process has found no machine to run on.</summary>
    private static string Run(ProcessStartInfo kernel)
    {
        using var linux = Process.Start(kernel)!;
        linux.StandardInput.Close();
        var complaint = linux.StandardError.ReadToEndAsync();
        var lives = new TaskCompletionSource();
        var said = ReadAsync(linux.StandardOutput, lives);
        Task.WaitAny([lives.Task, said], Early);
        var isInTime = said.IsCompleted || (lives.Task.IsCompleted && linux.WaitForExit(Patience));
        if (!isInTime)
        {
            linux.Kill(entireProcessTree: true);
        }

        var all = said.Result + complaint.Result;
        Assert.True(isInTime, $"it is late: {all}");
        Assert.False(all.Contains("Kernel panic", StringComparison.Ordinal), all);
        return lives.Task.IsCompleted
            ? all
            : throw new NoKernelException($"user-mode-linux does not run here: {all}");
    }

    private static async Task<string> ReadAsync(StreamReader output, TaskCompletionSource lives)
    {
        var said = new StringBuilder();
        while (await output.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            if (line.Contains(Alive, StringComparison.Ordinal))
            {
                lives.TrySetResult();
            }
        }

        return said.ToString();
    }

    /// <summary>Its first process: what is written is in memory, modules are those of this kernel,
    /// and when the tests are over it is switched off.</summary>
    private static string Init(string filter) => $"""
        #!/bin/bash
        echo {Alive}
        export PATH={Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin HOME=/tmp LANG=C.UTF-8 {IsInside}=1
        export DOTNET_NOLOGO=true DOTNET_CLI_TELEMETRY_OPTOUT=true DOTNET_TieredPGO=0
        mount -t proc proc /proc
        mount -t sysfs sys /sys
        mount -t tmpfs tmpfs /mnt
        cp -r '{AppContext.BaseDirectory}' /mnt/tests
        for folder in /tmp /run; do mount -t tmpfs tmpfs $folder; done
        mkdir -p /mnt/lib/modules
        ln -s {Modules}/$(uname -r) /mnt/lib/modules/$(uname -r)
        printf '#!/bin/sh\nexec /sbin/modprobe -d /mnt "$@"\n' > /mnt/modprobe
        chmod +x /mnt/modprobe
        echo /mnt/modprobe > /proc/sys/kernel/modprobe
        for module in tun veth macvlan bridge; do /mnt/modprobe $module; done
        ip link set lo up
        cd /tmp
        timeout 600 dotnet vstest /mnt/tests/Holdfast.Tests.Interop.dll \
            '/TestCaseFilter:{filter}' /Logger:'console;verbosity=normal'
        echo "exit code $?"
        echo o > /proc/sysrq-trigger
        sleep 20
        """;
}
