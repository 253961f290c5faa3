using System.Diagnostics;

namespace Holdfast.Tests.Examples.Cli;

/// <summary>The tool as a process among others of a script.</summary>
public sealed class SharedOutput
{
    private static readonly string Tool = Path.Combine(AppContext.BaseDirectory, "holdfast.dll");

    [UnixFact]
    public void What_a_script_writes_after_the_tool_stands_behind_what_the_tool_wrote()
    {
        var file = Path.GetTempFileName();
        try
        {
            Run($"(echo before; dotnet '{Tool}' spec UdpHeader; echo after) > '{file}'");

            var lines = File.ReadAllLines(file);
            Assert.Equal("before", lines[0]);
            Assert.StartsWith("UdpHeader", lines[1], StringComparison.Ordinal);
            Assert.Equal("after", lines[^1]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [UnixFact]
    public void The_tool_stops_in_peace_when_its_reader_has_seen_enough()
    {
        var (exit, complaint) = Run($"dotnet '{Tool}' spec --markdown | head -n 1 > /dev/null");

        Assert.Equal(0, exit);
        Assert.Equal("", complaint);
    }

    private static (int Exit, string Complaint) Run(string script)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", script]) { RedirectStandardError = true };
        using var shell = Process.Start(start)!;
        var complaint = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, complaint);
    }

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class UnixFactAttribute : FactAttribute
    {
        public UnixFactAttribute() =>
            Skip = OperatingSystem.IsWindows() ? "there is no /bin/sh" : null;
    }
}
