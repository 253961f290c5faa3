using System.Runtime.InteropServices;

namespace Holdfast.Benchmarks.Compare;

/// <summary>
/// Time that was spent on a processor. On a shared machine a slot of the wall clock holds other
/// people's work too, and which parser it hits is chance.
/// </summary>
internal static unsafe partial class CpuClock
{
    private const int ProcessClock = 2;
    private const int ThreadClock = 3;

    /// <summary>Of the calling thread.</summary>
    internal static TimeSpan Thread() => Read(ThreadClock);

    /// <summary>Of all threads of the process: for readers that hand work to other threads.</summary>
    internal static TimeSpan Process() => Read(ProcessClock);

    private static TimeSpan Read(int clock)
    {
        long* time = stackalloc long[2];
        if (ClockGetTime(clock, time) != 0)
            throw new PlatformNotSupportedException("No processor clock.");
        return TimeSpan.FromSeconds(time[0]) + TimeSpan.FromMicroseconds(time[1] / 1000.0);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);
}
