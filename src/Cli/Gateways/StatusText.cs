using System.Globalization;
using Holdfast.Gateway.Running;

namespace Holdfast.Cli.Gateways;

/// <summary>The status of a member, for people.</summary>
internal static class StatusText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter to, MemberStatus status)
    {
        var about = status.Role switch
        {
            "active" => $"active in {status.Epoch}",
            "standby" => $"standby, {status.Standing}",
            var other => other,
        };
        to.WriteLine($"{status.Member} of {status.Cluster}: {about}");
        to.WriteLine($"  traffic  {(status.IsOpen ? "passes" : "does not pass")}");
        foreach (var group in status.Groups)
        {
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {group.Side,-7}  {group.Phase,-8}  {group.VirtualAddress} on {group.Link}, "
                + $"priority {group.Priority}"));
        }

        foreach (var other in status.Others)
        {
            to.WriteLine(
                $"  sync     {other.Member} is {(other.IsConnected ? "" : "not ")}connected");
        }

        if (status.Traffic is { } counts)
        {
            var reasons = string.Join(
                ", ", counts.Drops.Select(one => $"{one.Key} {one.Value}"));
            var dropped = reasons.Length == 0 ? "none dropped" : $"dropped: {reasons}";
            to.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  packets  {counts.PacketsIn} in, {counts.PacketsOut} out, {dropped}"));
        }

        to.WriteLine($"  drain    {(status.Drain == "drained" ? "serves nobody" : status.Drain)}");
        to.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  since    {TimeSpan.FromSeconds(status.Uptime):c}, the guard took the addresses "
            + $"{status.GuardDrops} times"));
    }
}
