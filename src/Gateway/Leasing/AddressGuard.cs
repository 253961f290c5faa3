using System.ComponentModel;
using System.Runtime.Versioning;
using Holdfast.Gateway.Netlink;
using Holdfast.StateMachines;

namespace Holdfast.Gateway.Leasing;

/// <summary>
/// The process that takes virtual addresses away from a member which is dead, stopped or stuck: the
/// kernel would answer for it, whoever else has them. Law: an address that is not renewed for the
/// time of its lease is gone before another router takes it over.
/// </summary>
[SupportedOSPlatform("linux")]
public static class AddressGuard
{
    /// <summary>Guards until standard input ends. Each octet there renews.</summary>
    /// <param name="lease">How long a renewal is good.</param>
    /// <param name="links">Links that are taken down.</param>
    /// <param name="addresses">Addresses that are taken from links that stay up, as
    /// "192.0.2.1@eth0".</param>
    /// <exception cref="GatewayException">An address is none.</exception>
    public static void Run(
        TimeSpan lease, IReadOnlyList<string> links, IReadOnlyList<string> addresses)
    {
        // By their indices, once: what has the same name later is another member's.
        var own = (links ?? []).Select(IndexOf).OfType<int>().ToList();
        List<(HostAddress Address, int? Link)> shared = [.. (addresses ?? []).Select(Split)];
        using var routes = new RouteSocket();
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        var octets = new byte[256];
        Span<LibC.PollEntry> wait = [new() { File = 0, Events = LibC.PollIn }];

        // What runs for the first time takes longest: here nobody has an address yet.
        Drop(routes, own, shared);
        output.WriteByte(AddressLease.Ready);
        output.Flush();
        for (var isRenewed = true; ;)
        {
            if (LibC.Wait(wait, isRenewed ? lease : null))
            {
                if (input.Read(octets) == 0)
                {
                    Drop(routes, own, shared);
                    return;
                }

                isRenewed = true;
            }
            else if (isRenewed)
            {
                Drop(routes, own, shared);
                isRenewed = false;
                output.WriteByte(AddressLease.Dropped);
                output.Flush();
            }
        }
    }

    private static void Drop(
        RouteSocket routes, List<int> links, List<(HostAddress Address, int? Link)> shared)
    {
        foreach (var link in links)
        {
            Try(link, one => NetworkLinks.Set(routes, one, isUp: false));
        }

        foreach (var (address, link) in shared)
        {
            Try(link, one => NetworkLinks.RemoveAddress(routes, one, address));
        }
    }

    /// <summary>One that fails, or is gone, keeps no other from being dropped.</summary>
    private static void Try(int? link, Action<int> drop)
    {
        try
        {
            if (link is { } one)
            {
                drop(one);
            }
        }
        catch (Win32Exception failure)
        {
            Console.Error.WriteLine($"holdfast: {failure.Message}");
        }
    }

    private static int? IndexOf(string name) => LibC.InterfaceOf(name);

    private static (HostAddress Address, int? Link) Split(string text) =>
        text.Split('@') is [var address, var link] && HostAddress.TryParse(address, out var read)
            ? (read, IndexOf(link))
            : throw new GatewayException($"'{text}' is not like 192.0.2.1@eth0");
}
