using System.Globalization;

namespace Holdfast.Gateway.FirstHop;

/// <summary>Settings of an interface in the kernel, by their files.</summary>
internal static class KernelSetting
{
    /// <summary>Sets a number.</summary>
    /// <exception cref="GatewayException">It can't be set.</exception>
    public static void Set(string link, string name, int value, bool isOptional = false)
    {
        var family = name == "disable_ipv6" ? "ipv6" : "ipv4";
        try
        {
            File.WriteAllText(
                $"/proc/sys/net/{family}/conf/{link}/{name}",
                value.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (
            failure is IOException or UnauthorizedAccessException)
        {
            if (!isOptional)
            {
                throw new GatewayException(
                    $"can't set {name} of {link} to {value}: {failure.Message}", failure);
            }
        }
    }
}
