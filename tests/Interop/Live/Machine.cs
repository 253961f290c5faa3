namespace Holdfast.Tests.Interop.Live;

/// <summary>What figures were measured on.</summary>
internal static class Machine
{
    /// <summary>The processor, as the kernel calls it.</summary>
    public static string Name { get; } = File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
        ?.Split(':', 2)[1].Trim() ?? $"{System.Runtime.InteropServices.RuntimeInformation.OSArchitecture}";
}
