using System.Diagnostics;

namespace Holdfast.Tests.Interop.Live;

/// <summary>
/// A Linux that has ESP, as a process: User Mode Linux of Debian, whose root is that of this
/// machine, to be read alone. It runs tests of this assembly, and ends.
/// </summary>
internal static class UserModeLinux
{
    private const string Kernel = "/usr/bin/linux.uml";
    private const string Modules = "/usr/lib/uml/modules";
    private const string IsInside = "HOLDFAST_IN_USER_MODE_LINUX";

    /// <summary>Whether this process is in one.</summary>
    public static bool Runs { get; } = Environment.GetEnvironmentVariable(IsInside) == "1";

    /// <summary>Why there can be none; null: there can.</summary>
    public static string? Missing { get; } =
        Runs ? "runs where User Mode Linux is booted from"
            : !OperatingSystem.IsLinux() || Environment.UserName != "root"
                ? "needs root on Linux: its root is the root of this machine"
            : !File.Exists(Kernel) || !Directory.Exists(Modules)
                ? "needs a kernel with ESP as a process: user-mode-linux"
            : !File.Exists("/sbin/modprobe") ? "needs modprobe: kmod"
            : Lab.Missing ?? StrongSwan.Missing ?? DoesNotBoot();

    /// <summary>Runs tests in one; what was said, to its end.</summary>
    /// <param name="filter">Which tests, as dotnet test has it.</param>
    public static string Test(string filter) => Boot(Init(filter), "2G", TimeSpan.FromMinutes(8));

    // Not every machine lets a process trace another one, which is what it lives on.
    private static string? DoesNotBoot()
    {
        const string Alive = "it is alive";
        var said = Boot(
            $"""
            #!/bin/bash
            mount -t proc proc /proc
            echo {Alive}
            echo o > /proc/sysrq-trigger
            sleep 20
            """,
            "128M", TimeSpan.FromSeconds(30));
        return said.Contains(Alive, StringComparison.Ordinal)
            ? null
            : $"user-mode-linux does not boot here: {said}";
    }

    private static string Boot(string init, string memory, TimeSpan patience)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException();
        }

        var folder = Directory.CreateTempSubdirectory("holdfast-uml").FullName;
        try
        {
            var file = Path.Combine(folder, "init");
            File.WriteAllText(file, init);
            File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
            using var linux = Process.Start(new ProcessStartInfo(
                Kernel,
                [
                    "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", $"init={file}",
                    $"mem={memory}", "con=null", "con0=null,fd:1", "quiet", "panic=1",
                ])
            {
                WorkingDirectory = folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["TMPDIR"] = folder },
            })!;
            linux.StandardInput.Close();
            var complaint = linux.StandardError.ReadToEndAsync();
            var said = linux.StandardOutput.ReadToEndAsync();
            if (!linux.WaitForExit(patience))
            {
                linux.Kill(entireProcessTree: true);
            }

            return said.Result + complaint.Result;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Its first process: what is written is in memory, modules are those of this kernel,
    /// and when the tests are over it is switched off.</summary>
    private static string Init(string filter) => $"""
        #!/bin/bash
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
        timeout 450 dotnet vstest /mnt/tests/Holdfast.Tests.Interop.dll \
            '/TestCaseFilter:{filter}' /Logger:'console;verbosity=normal'
        echo "exit code $?"
        echo o > /proc/sysrq-trigger
        sleep 20
        """;
}

/// <summary>A test that runs in a kernel with ESP.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class InsideFactAttribute : FactAttribute
{
    /// <summary>Skips elsewhere.</summary>
    public InsideFactAttribute() => Skip = UserModeLinux.Runs
        ? null
        : "runs in User Mode Linux, by a test of this class";
}

/// <summary>A test that boots a kernel with ESP.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KernelFactAttribute : FactAttribute
{
    /// <summary>Skips where there is none.</summary>
    public KernelFactAttribute() => Skip = UserModeLinux.Missing;
}
