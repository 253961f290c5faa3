using Holdfast.Cli.Commands;
using Holdfast.Gateway;
using Holdfast.StateMachines.Composition;

namespace Holdfast.Cli.Gateways;

/// <summary>The two configurations of a gateway: that of its shell, and that of its member.
/// </summary>
internal static class GatewayFiles
{
    /// <summary>Reads both, and holds them against each other; null: it was said what is wrong.
    /// </summary>
    public static async Task<(GatewayConfig Gateway, ClusterMemberConfig Member)?> ReadAsync(
        string file, Terminal terminal, CancellationToken cancellation)
    {
        if (await ReadShellAsync(file, terminal, cancellation) is not { } gateway
            || await InputFile.ReadAsync(
                gateway.Member, ClusterMemberJson.LengthMax, terminal, cancellation)
                is not { } text)
        {
            return null;
        }

        if (!ClusterMemberJson.TryRead(text, out var member, out var wrong))
        {
            await terminal.Error.WriteLineAsync($"holdfast: {gateway.Member}{wrong}");
            return null;
        }

        if (gateway.Check(member) is { } unfit)
        {
            await terminal.Error.WriteLineAsync($"holdfast: {file}: {unfit}");
            return null;
        }

        foreach (var warning in member.Warnings)
        {
            var place = ClusterMemberJson.PlaceOf(text, warning.Error.Name);
            await terminal.Error.WriteLineAsync($"holdfast: {gateway.Member}{place}: {warning}");
        }

        return (gateway, member);
    }

    /// <summary>Reads that of the shell; null: it was said what is wrong.</summary>
    public static async Task<GatewayConfig?> ReadShellAsync(
        string file, Terminal terminal, CancellationToken cancellation)
    {
        if (await InputFile.ReadAsync(file, GatewayConfig.LengthMax, terminal, cancellation)
            is not { } text)
        {
            return null;
        }

        if (!GatewayConfig.TryRead(text, out var gateway, out var error))
        {
            await terminal.Error.WriteLineAsync($"holdfast: {file}{error}");
            return null;
        }

        return gateway.From(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }
}
